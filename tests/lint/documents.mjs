// Writes the documents that are judged: of traffic as `emit` learns it, of declared documents and of services as they are
// published, each in every version.
import { execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, extname, join } from "node:path";
import { promisify } from "node:util";
import { yaml } from "./installed.mjs";

const VERSIONS = ["3.0", "3.1", "3.2"];
const TOP = join(import.meta.dirname, "../..");
const AGGREGATOR = process.env.DOCENT_TEST_AGGREGATOR;
// What is seen seldom is published with less said of it.
const TIMES = 25;
const READY_MS = 60_000;

const read = (path) => yaml.load(readFileSync(path, "utf8"));

/// The documents in the folder, which is emptied before.
export async function write(folder, archives) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const documents = [];
  const add = (name, version, text) => {
    const file = `${name}.${version}.json`;
    writeFileSync(join(folder, file), text);
    documents.push({ file, version });
  };
  const cases = readdirSync(join(TOP, "tests/cases")).map((group) => {
    const folders = readdirSync(join(TOP, "tests/cases", group)).map((name) => join(TOP, "tests/cases", group, name));
    return { group, folders };
  });
  for (const { group, folders } of cases) {
    const exchanges = folders.map((it) => read(join(it, "exchange.yaml")));
    await emit(add, `learnt-${group}`, exchanges);
  }
  await emit(add, "learnt-rare", read(join(import.meta.dirname, "exchanges.yaml")));
  for (const archive of archives) {
    await emitted(add, `learnt-${basename(dirname(archive))}`, archive);
  }
  const declared = cases.flatMap(({ folders }) => folders.map((it) => [basename(it), join(it, "openapi.yaml")]));
  const others = join(TOP, "tests/schemathesis/documents");
  declared.push(...readdirSync(others).map((it) => [basename(it, extname(it)), join(others, it)]));
  await publish(add, distinct(declared), read(join(import.meta.dirname, "services.yaml")));
  return documents;
}

/// Documents by name, none of them twice; many cases ask the same one.
function distinct(declared) {
  const known = new Map();
  for (const [name, path] of declared) {
    const text = existsSync(path) ? readFileSync(path, "utf8") : undefined;
    if (text && ![...known.values()].includes(text)) known.set(name, text);
  }
  return known;
}

async function emit(add, name, exchanges) {
  const folder = mkdtempSync(join(tmpdir(), "docent-lint-"));
  const archive = join(folder, "traffic.har");
  const entries = exchanges.flatMap((it) => Array(TIMES).fill(entry(it)));
  writeFileSync(archive, JSON.stringify({ log: { entries } }));
  await emitted(add, name, archive);
  rmSync(folder, { recursive: true });
}

async function emitted(add, name, archive) {
  const command = ["emit", "--from", "har", archive, "--format", "json", "--enumerations", "--openapi"];
  const emit = (version) => promisify(execFile)(AGGREGATOR, [...command, version], { maxBuffer: 1 << 28 });
  const texts = await Promise.all(VERSIONS.map(emit));
  for (const [index, version] of VERSIONS.entries()) add(name, version, texts[index].stdout);
}

/// An exchange of a case as an archive has it.
function entry({ request, response }) {
  const content = ({ headers = {}, body, text, chunks }) => {
    const whole = text ?? chunks?.join("") ?? (body === undefined ? "" : JSON.stringify(body));
    return { mimeType: headers["content-type"] ?? "application/json", text: whole, size: whole.length };
  };
  const side = (message) => {
    const has = content(message).size > 0;
    const headers = { ...(has ? { "content-type": content(message).mimeType } : {}), ...message.headers };
    return { headers: Object.entries(headers).map(([name, value]) => ({ name, value })) };
  };
  const sent = content(request);
  const { method, path } = request;
  return {
    request: { method, url: `http://api.example${path}`, ...side(request), ...(sent.size > 0 ? { postData: sent } : {}) },
    response: { status: response.status, ...side(response), content: content(response) },
  };
}

/// Publishes the documents each by itself, and the services together; adds what is then served.
async function publish(add, declared, services) {
  await serving(async ({ call, get }) => {
    for (const [name, text] of declared) {
      await call("PUT", `/v1/services/${name}/document?basePath=/${name}`, text);
    }
    for (const name of declared.keys()) {
      for (const version of VERSIONS) add(`declared-${name}`, version, await get(`/services/${name}/openapi.json?version=${version}`));
    }
    for (const version of VERSIONS) add("gateway-declared", version, await get(`/openapi.json?version=${version}`));
  });
  await serving(async ({ call, get }) => {
    const observed = services.map((it) => [it.name, it.observed]);
    const report = { version: 1, source: "0".repeat(32), epoch: 1, sequence: 1, services: Object.fromEntries(observed) };
    await call("POST", "/v1/reports", JSON.stringify(report));
    for (const { name, basePath, document } of services) {
      if (document) await call("PUT", `/v1/services/${name}/document?basePath=${basePath}`, JSON.stringify(document));
    }
    for (const version of VERSIONS) {
      for (const [index, { name }] of services.entries()) {
        add(`service-${index}`, version, await get(`/services/${encodeURIComponent(name)}/openapi.json?version=${version}`));
      }
      add("gateway", version, await get(`/openapi.json?version=${version}`));
      add("gateway-v1", version, await get(`/v1/openapi.json?version=${version}`));
    }
  });
}

/// An aggregator that runs while it is used.
async function serving(use) {
  const folder = mkdtempSync(join(tmpdir(), "docent-lint-"));
  const [open, internal] = [await freePort(), await freePort()];
  const options = {
    "public-address": `127.0.0.1:${open}`,
    "internal-address": `127.0.0.1:${internal}`,
    store: `sqlite://${folder}/docent.db`,
    "gateway-url": "https://gateway.example",
  };
  const process = spawn(AGGREGATOR, ["serve", ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])], { stdio: "ignore" });
  const call = async (method, path, body) => {
    const answer = await fetch(`http://127.0.0.1:${internal}${path}`, { method, body });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text;
  };
  const get = async (path) => {
    const answer = await fetch(`http://127.0.0.1:${open}${path}`);
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status}`);
    return answer.text();
  };
  try {
    const until = Date.now() + READY_MS;
    while (!(await call("GET", "/readyz").then(() => true, () => false))) {
      if (process.exitCode !== null || Date.now() > until) throw new Error("the aggregator did not become ready");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await use({ call, get });
  } finally {
    process.kill();
    rmSync(folder, { recursive: true });
  }
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
