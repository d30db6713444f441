import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { run } from "../lib/exec.ts";
import manifest from "../package.json" with { type: "json" };

/** The command line in one executable file: a script for Node, or Node with the script in it. */

const { values } = parseArgs({
  options: {
    node: { type: "string" },
    folder: { type: "string", default: "dist/plugin" },
    url: { type: "string", default: "https://example.com/tapline" },
    homepage: { type: "string", default: "https://example.com/tapline" },
  },
});
const { folder } = values;
const program = `${folder}/kubectl-tapline`;

const completion = "kubectl_complete-tapline";
/** Of Node's documentation, "Single executable applications". */
const fuse = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";
const postject = "postject@1.0.0-alpha.6";

/** Some of the libraries are CommonJS and call it for Node's own modules. */
const script = `#!/usr/bin/env node
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);`;

/**
 * All modules in one. A file without extension may lie in anybody's package: as an ES module it is
 * known by its syntax everywhere. Node with a script in it takes CommonJS alone.
 */
async function bundle(outfile: string, format: "esm" | "cjs"): Promise<void> {
  await build({
    entryPoints: ["cli/main.ts"],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format,
    minify: true,
    keepNames: true,
    banner: format === "esm" ? { js: script } : {},
    logLevel: "warning",
  });
}

async function executable(node: string): Promise<void> {
  await bundle(`${folder}/main.cjs`, "cjs");
  const config = { main: `${folder}/main.cjs`, output: `${folder}/main.blob` };
  const quiet = { disableExperimentalSEAWarning: true, useCodeCache: false };
  writeFileSync(`${folder}/sea.json`, JSON.stringify({ ...config, ...quiet }));
  // By the very Node that reads it.
  await run([node, "--experimental-sea-config", `${folder}/sea.json`], { timeoutMs: 60_000 });
  copyFileSync(node, program);
  chmodSync(program, 0o755);
  const inject = [program, "NODE_SEA_BLOB", `${folder}/main.blob`, "--sentinel-fuse", fuse];
  const npm = ["npm", "exec", "--yes", `--package=${postject}`, "--", "postject", ...inject];
  await run(npm, { timeoutMs: 180_000 });
  for (const name of ["main.cjs", "main.blob", "sea.json"]) rmSync(`${folder}/${name}`);
}

/** The archive of an executable, and the manifest that names it. */
async function archive(url: string, homepage: string): Promise<string> {
  const name = `kubectl-tapline-${manifest.version}-linux-amd64.tar.gz`;
  copyFileSync("LICENSE", `${folder}/LICENSE`);
  copyFileSync(`deploy/krew/${completion}`, `${folder}/${completion}`);
  const members = ["kubectl-tapline", completion, "LICENSE"];
  const same = ["--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--mtime=@0"];
  await run(["tar", "-C", folder, "-czf", `${folder}/${name}`, ...same, ...members], {
    timeoutMs: 120_000,
  });
  const sha256 = createHash("sha256")
    .update(readFileSync(`${folder}/${name}`))
    .digest("hex");
  const values: Readonly<Record<string, string>> = {
    ...{ VERSION: manifest.version, URL: url, HOMEPAGE: homepage },
    ...{ ARCHIVE: name, SHA256: sha256 },
  };
  const template = readFileSync("deploy/krew/tapline.yaml", "utf8");
  const filled = template.replace(/%([A-Z0-9]+)%/g, (_, key: string) => values[key] ?? "");
  writeFileSync(`${folder}/tapline.yaml`, filled.replace(/^#.*\n/, ""));
  return name;
}

mkdirSync(folder, { recursive: true });
const made = [program];
if (values.node === undefined) {
  await bundle(program, "esm");
  chmodSync(program, 0o755);
} else {
  await executable(values.node);
  made.push(`${folder}/${await archive(values.url, values.homepage)}`, `${folder}/tapline.yaml`);
}
for (const path of made) {
  const megabytes = readFileSync(path).length / 1_000_000;
  process.stdout.write(`${path}\t${megabytes.toFixed(1)} MB\n`);
}
