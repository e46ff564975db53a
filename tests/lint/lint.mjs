// What other people's tools say of the documents that are written: the official meta-schemas of OpenAPI, Spectral and Redocly.
//
// Run: scripts/lint-documents [ARCHIVE...]
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { yaml } from "./installed.mjs";
import { write } from "./documents.mjs";
import { metaSchemas, redocly, spectral } from "./tools.mjs";

const TOOLS = { "meta-schema": metaSchemas, spectral, redocly };
const SHOWN_LINES = 60;

const [folder, ...archives] = process.argv.slice(2);
const documents = await write(folder, archives);
const exceptions = yaml.load(readFileSync(join(import.meta.dirname, "exceptions.yaml"), "utf8"));
for (const exception of exceptions) exception.pattern = new RegExp(exception.what);

// Each tool by itself: its time is told, and there are as few cores as in a small machine.
const lines = [];
for (const [name, tool] of Object.entries(TOOLS)) {
  const began = performance.now();
  const found = await tool(folder, documents);
  lines.push(...found.map((line) => `${name} ${line}`));
  console.log(`${name}: ${documents.length} documents, ${found.length} errors, ${((performance.now() - began) / 1000).toFixed(1)} s`);
}

const errors = lines.filter((line) => {
  const exception = exceptions.find(({ pattern }) => pattern.test(line));
  if (exception) exception.count = (exception.count ?? 0) + 1;
  return !exception;
});
for (const line of errors.slice(0, SHOWN_LINES)) console.log(line);
if (errors.length > SHOWN_LINES) console.log(`and ${errors.length - SHOWN_LINES} more`);
for (const { what, count = 0 } of exceptions) console.log(`excepted ${count} times: ${what}`);
console.log(`${documents.length} documents of OpenAPI 3.0, 3.1 and 3.2: ${errors.length} errors, ${lines.length - errors.length} excepted`);
process.exitCode = errors.length > 0 || documents.length === 0 ? 1 : 0;
