// @ts-check
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Builds the command line into `dist/cli`: one folder for each build, and `current.json`, which
 * says which of them is valid and of which sources it was made. cli/bin.js reads it.
 *
 * Plain JavaScript, as cli/bin.js is: it runs before there is anything that could run TypeScript.
 */

/**
 * @typedef {object} Build
 * @property {string} entry path of its first module, from the root of the checkout.
 * @property {readonly (readonly [path: string, mtimeMs: number, size: number])[]} inputs
 */

/** Says which packages are installed: npm writes it anew with each of them. */
const installed = "node_modules/.package-lock.json";

/** A run that began before a build may still load parts of the one before; none takes as long. */
const keepMs = 3_600_000;

/** Timestamps of files may be this much older than the clock. */
const clockGrainMs = 20;

/**
 * Builds, and makes it the valid one. Builds at the same time do not disturb each other.
 *
 * @param {string} root of the checkout, ending with a slash.
 * @param {{ quiet?: boolean }} [options] quiet: what esbuild finds is only thrown.
 * @returns {Promise<{ build: Build, outputs: import("esbuild").Metafile["outputs"] }>} outputs by
 *   path from the root.
 * @throws when esbuild is not installed, a source is wrong, or `dist` cannot be written.
 */
export async function buildCli(root, { quiet = false } = {}) {
  const esbuild = await import("esbuild");
  const began = Date.now();
  const folder = `dist/cli/${began.toString(36)}-${process.pid}`;
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: { main: "cli/main.ts" },
    outdir: folder,
    bundle: true,
    // What a command imports when it runs is in a file of its own, and only read then.
    splitting: true,
    platform: "node",
    target: "node20",
    format: "esm",
    minifySyntax: true,
    minifyWhitespace: true,
    metafile: true,
    logLevel: quiet ? "silent" : "warning",
    // Some of the libraries are CommonJS and call it for Node's own modules.
    banner: {
      js:
        'import { createRequire as __createRequire } from "node:module";' +
        "const require = __createRequire(import.meta.url);",
    },
  });
  const own = Object.keys(metafile.inputs).filter((path) => !/(?:^|\/)node_modules\//.test(path));
  const inputs = [...own, installed].map((path) => {
    const { mtimeMs, size } = stat(root + path);
    // Written while it was read: what was built may be older than that. Never valid.
    const isCertain = mtimeMs < began - clockGrainMs;
    return /** @type {const} */ ([path, isCertain ? mtimeMs : never, size]);
  });
  /** @type {Build} */
  const build = { entry: `${folder}/main.js`, inputs };
  publish(root, build);
  return { build, outputs: metafile.outputs };
}

/** The time of no file. */
const never = -1;

/** @param {string} path */
function stat(path) {
  return statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: never, size: -1 };
}

/**
 * @param {string} root
 * @param {Build} build
 */
function publish(root, build) {
  const all = join(root, "dist/cli");
  mkdirSync(all, { recursive: true });
  const draft = join(all, `current-${process.pid}.json`);
  writeFileSync(draft, JSON.stringify(build));
  renameSync(draft, join(all, "current.json"));
  for (const entry of readdirSync(all, { withFileTypes: true })) {
    const isOther = entry.isDirectory() && !build.entry.includes(`/${entry.name}/`);
    const path = join(all, entry.name);
    if (isOther && Date.now() - stat(path).mtimeMs > keepMs) {
      rmSync(path, { recursive: true, force: true });
    }
  }
}
