#!/usr/bin/env node
// @ts-check
// Starts tapline: the bundle in dist/cli, made anew when a source has changed since.
import { mkdirSync, readFileSync, statSync } from "node:fs";
import nodeModule from "node:module";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

// Node 22.1 and later.
/** @type {{ enableCompileCache?: () => void }} */ (nodeModule).enableCompileCache?.();
const entry = validBundle() ?? (await newBundle());
if (entry === null) await fromSources();
else await import(root + entry);

/**
 * The bundle, if it was made of the sources as they are: each with the same time and size as then.
 * Where only the bundle is installed, there is nothing to compare.
 */
function validBundle() {
  /** @type {import("./build.js").Build} */
  let build;
  try {
    build = JSON.parse(readFileSync(`${root}dist/cli/current.json`, "utf8"));
  } catch {
    return null;
  }
  if (!isThere(build.entry)) return null;
  return !isThere("cli/main.ts") || build.inputs.every(isUnchanged) ? build.entry : null;
}

/** @param {string} path */
function isThere(path) {
  return statSync(root + path, { throwIfNoEntry: false }) !== undefined;
}

/** @param {import("./build.js").Build["inputs"][number]} input */
function isUnchanged([path, mtimeMs, size]) {
  const now = statSync(root + path, { throwIfNoEntry: false });
  return (now?.mtimeMs ?? -1) === mtimeMs && (now?.size ?? -1) === size;
}

/** Null where it cannot be made: a source is wrong, nothing is installed, dist is not ours. */
async function newBundle() {
  try {
    const { buildCli } = await import("./build.js");
    const { build } = await buildCli(root, { quiet: true });
    return build.entry;
  } catch {
    return null; // running the sources says what is wrong with them
  }
}

/** In a checkout before `npm ci` there is nothing that could run them. */
async function fromSources() {
  let tsx;
  if (isThere("node_modules")) {
    // tsx keeps compiled files in TMPDIR, for ever: they belong to the checkout, not to /tmp.
    const cache = `${root}node_modules/.cache`;
    mkdirSync(cache, { recursive: true });
    process.env.TMPDIR = cache;
  }
  try {
    tsx = await import("tsx/esm/api");
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ERR_MODULE_NOT_FOUND") throw error;
    process.stderr.write(`tapline: Cannot run from ${root}: no node_modules, run npm ci there\n`);
    process.exitCode = 5;
    return;
  }
  tsx.register();
  await import("./main.ts");
}
