// The packages of package.json, which scripts/lint-documents installs outside of the checkout.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const tools = process.env.DOCENT_LINT_TOOLS;
const { resolve } = createRequire(join(tools, "package.json"));

export const installed = (name) => import(pathToFileURL(resolve(name)).href);
export const program = (name) => join(tools, "node_modules/.bin", name);
export const yaml = (await installed("js-yaml")).default;
