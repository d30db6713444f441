#!/usr/bin/env node
// Starts tapline: the bundle when it is there and newer than the sources, else the sources.
import { mkdirSync, readdirSync, statSync } from "node:fs";
import nodeModule from "node:module";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Time of the newest source that goes into the bundle; 0 where only the bundle was installed. */
function newestSource() {
  let newest = 0;
  for (const folder of ["cli", "lib", "proto"]) {
    let entries;
    try {
      entries = readdirSync(root + folder, { recursive: true });
    } catch {
      continue;
    }
    for (const entry of entries) {
      if (!/\.(ts|json)$/.test(entry)) continue;
      newest = Math.max(newest, modified(`${root}${folder}/${entry}`));
    }
  }
  return newest;
}

/** Milliseconds since 1970; -1 for a file that is not there. */
function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? -1;
}

// Node 22.8 and later.
nodeModule.enableCompileCache?.();
const bundle = `${root}dist/tapline.js`;
const built = modified(bundle);
if (built >= 0 && built >= newestSource()) {
  await import(bundle);
} else {
  await fromSources();
}

/** In a checkout before `npm ci` there is nothing that could run them. */
async function fromSources() {
  let tsx;
  // tsx keeps compiled files in TMPDIR, for ever: they belong to the checkout, not to /tmp.
  const cache = `${root}node_modules/.cache`;
  mkdirSync(cache, { recursive: true });
  process.env.TMPDIR = cache;
  try {
    tsx = await import("tsx/esm/api");
  } catch (error) {
    if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
    process.stderr.write(`tapline: Cannot run from ${root}: no node_modules, run npm ci there\n`);
    process.exitCode = 5;
    return;
  }
  tsx.register();
  await import("./main.ts");
}
