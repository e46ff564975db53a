// Each tool takes a folder and the documents in it, and gives a line for each error: rule, document, place, what is wrong.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { installed, program } from "./installed.mjs";

const OUTPUT_BYTES_MAX = 1 << 28;
// By version, the schema that knows its dialect of JSON Schema, too.
const META_SCHEMAS = {
  "3.0": "https://spec.openapis.org/oas/3.0/schema",
  3.1: "https://spec.openapis.org/oas/3.1/schema-base",
  3.2: "https://spec.openapis.org/oas/3.2/schema-base",
};

const line = (rule, document, pointer, message) => `${rule} ${document} ${pointer}: ${message.split("\n")[0]}`;

export async function metaSchemas(folder, documents) {
  const lines = [];
  for (const [version, uri] of Object.entries(META_SCHEMAS)) {
    const { validate } = await installed(`@hyperjump/json-schema/openapi-${version.replace(".", "-")}`);
    const judge = await validate(uri);
    for (const document of documents.filter((it) => it.version === version)) {
      const said = judge(JSON.parse(readFileSync(join(folder, document.file), "utf8")), "BASIC");
      if (said.valid) continue;
      // The place farthest in is where it is wrong; all that holds it is wrong with it.
      const depth = (error) => error.instanceLocation.split("/").length;
      const errors = (said.errors ?? []).toSorted((left, right) => depth(right) - depth(left));
      const at = errors[0]?.instanceLocation ?? "#";
      const keywords = errors.filter((it) => it.instanceLocation === at).map((it) => it.absoluteKeywordLocation);
      lines.push(line("schema", document.file, decodeURI(at), `violates ${keywords.slice(0, 3).join(", ")}`));
    }
  }
  return lines;
}

export async function spectral(folder, documents) {
  const files = documents.map((it) => it.file);
  const rules = join(import.meta.dirname, "spectral.yaml");
  const text = await run(program("spectral"), ["lint", "--ruleset", rules, "--format", "json", "--fail-severity", "error", ...files], folder);
  const errors = JSON.parse(text.slice(text.indexOf("["), text.lastIndexOf("]") + 1)).filter((it) => it.severity === 0);
  return errors.map((it) => line(it.code, it.source.replace(`${folder}/`, ""), pointer(it.path), it.message));
}

export async function redocly(folder, documents) {
  const files = documents.map((it) => it.file);
  const rules = join(import.meta.dirname, "redocly.yaml");
  const text = await run(program("redocly"), ["lint", "--config", rules, "--format", "json", "--max-problems", "100000", ...files], folder);
  // Each document has an object of its own, one after the other.
  const said = text.replaceAll(/^\}\{$/gm, "}\n{").match(/^\{[^]*?^\}/gm).map((it) => JSON.parse(it));
  if (said.length !== documents.length) throw new Error(`Redocly tells of ${said.length} documents`);
  const errors = said.flatMap((it) => it.problems).filter((it) => it.severity === "error");
  return errors.map((it) => line(it.ruleId, it.location[0].source.ref, it.location[0].pointer ?? "", it.message));
}

const pointer = (path) => `#/${path.map((it) => String(it).replaceAll("~", "~0").replaceAll("/", "~1")).join("/")}`;

/// What a program prints; it ends with 1 where it found something.
function run(file, args, folder) {
  const env = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true", NODE_NO_WARNINGS: "1" };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [file, ...args], { cwd: folder, env, maxBuffer: OUTPUT_BYTES_MAX }, (error, output, errors) => {
      if (error && !(error.code === 1 && output)) reject(new Error(`${file}: ${error.message}\n${errors}`));
      else resolve(output);
    });
  });
}
