import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { buildCli } from "../../../cli/build.js";
import { type RunResult, run } from "../../../lib/exec.ts";

/** A checkout of its own: sources are edited, and `dist` is written. */
const root = fileURLToPath(new URL("../../../", import.meta.url));
const checkout = `${mkdtempSync(join(tmpdir(), "tapline-checkout-"))}/`;
const program = `${checkout}cli/program.ts`;
const description = "Find the stage at which packets";

before(() => {
  for (const part of ["cli", "lib", "proto", "words", "package.json"]) {
    cpSync(root + part, checkout + part, { recursive: true, preserveTimestamps: true });
  }
  symlinkSync(`${root}node_modules`, `${checkout}node_modules`);
});
after(() => rmSync(checkout, { recursive: true }));

const tapline = (...args: readonly string[]): Promise<RunResult> =>
  run([process.execPath, `${checkout}cli/bin.js`, ...args], { okCodes: [1, 5], timeoutMs: 60_000 });

function edit(text: string): void {
  writeFileSync(program, readFileSync(program, "utf8").replace(/Find the stage [^"]*/, text));
}

test("what a command does not need is not read before it runs", async () => {
  const { build, outputs } = await buildCli(checkout);
  const read = (entry: string): string[] => {
    const seen = new Set<string>();
    const waiting = [entry];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      const imports = outputs[path]?.imports ?? [];
      const now = imports.filter(({ kind, external }) => kind === "import-statement" && !external);
      waiting.push(...now.map((one) => one.path));
    }
    return [...seen].flatMap((path) => Object.keys(outputs[path]?.inputs ?? {}));
  };
  const chunkOf = (source: string): string => {
    const found = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === source);
    assert.ok(found, source);
    return found[0];
  };
  const never = /node_modules\/(?:zod|pino|fast-check)|^proto\/documents\/v1\/(?!names)/;
  const late = /node_modules\/(?:@grpc|protobufjs|yaml|ipaddr)|^words\/reasons|^cli\/render/;
  const start = read(build.entry);
  assert.ok(start.includes("cli/program.ts"));
  assert.deepEqual(
    start.filter((path) => never.test(path) || late.test(path)),
    [],
  );
  for (const command of ["diagnose", "trace", "flows", "agents"]) {
    const loaded = read(chunkOf(`cli/commands/${command}.ts`));
    assert.ok(loaded.some((path) => path.includes("@grpc/grpc-js")));
    const ahead = command === "flows" ? /node_modules\/yaml/ : /node_modules\/(?:yaml|ipaddr)/;
    assert.deepEqual(
      loaded.filter((path) => never.test(path) || ahead.test(path)),
      [],
    );
  }
});

test("an edited source is what runs, and the bundle is made once", async () => {
  await tapline("--version");
  const made = readFileSync(`${checkout}dist/cli/current.json`, "utf8");
  assert.match((await tapline("--help")).stdout, new RegExp(description));
  assert.equal(readFileSync(`${checkout}dist/cli/current.json`, "utf8"), made);
  edit("Edited once");
  assert.match((await tapline("--help")).stdout, /Edited once/);
  assert.notEqual(readFileSync(`${checkout}dist/cli/current.json`, "utf8"), made);
});

test("a source that is wrong is told, not covered by an older bundle", async () => {
  const whole = readFileSync(program, "utf8");
  writeFileSync(program, `${whole}\nconst = ;\n`);
  const wrong = await tapline("--help");
  assert.equal(wrong.exitCode, 1);
  assert.match(wrong.stderr, /program\.ts:\d+/);
  writeFileSync(program, whole);
  assert.match((await tapline("--help")).stdout, /Edited once/);
});

test("without packages it says what to do", async () => {
  rmSync(`${checkout}node_modules`);
  const without = await tapline("--version");
  assert.equal(without.exitCode, 5);
  assert.match(without.stderr, /no node_modules, run npm ci there/);
});

test("where only the bundle is installed it runs as it is", async () => {
  for (const part of ["cli/main.ts", "lib", "proto", "words"]) {
    rmSync(checkout + part, { recursive: true });
  }
  assert.match((await tapline("--version")).stdout, /^\d+\.\d+\.\d+\n$/);
});
