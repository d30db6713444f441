import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { parse } from "yaml";
import { ExecError, run } from "../../../lib/exec.ts";

const text = (path: string): string => readFileSync(path, "utf8");

test("the manifest keeps the rules of krew's index", () => {
  const { kind, metadata, spec } = parse(text("deploy/krew/tapline.yaml").replace(/%/g, ""));
  assert.equal(kind, "Plugin");
  assert.equal(metadata.name, "tapline");
  assert.match(spec.version, /^v/);
  assert.ok(spec.shortDescription.length <= 50);
  assert.doesNotMatch(spec.shortDescription + spec.description, /kubectl|plugin|usage|\.$/i);
  for (const { bin, files, sha256, selector } of spec.platforms) {
    assert.equal(bin, "kubectl-tapline");
    assert.ok(files.some(({ from }: { from: string }) => from === "LICENSE"));
    assert.equal(sha256, "SHA256");
    assert.ok(selector.matchLabels.os !== undefined);
  }
});

test("k9s's plugins ask for commands and options that there are", async () => {
  const { plugins } = parse(text("deploy/k9s/plugins.yaml")) as {
    plugins: Record<string, { args: string[]; shortCut: string; scopes: string[] }>;
  };
  const shortCuts = Object.values(plugins).map(({ shortCut }) => shortCut);
  assert.equal(new Set(shortCuts).size, shortCuts.length);
  const names = [...text("cli/program.ts").matchAll(/\.command\("(\w+)"/g)].map(([, name]) => name);
  for (const { args } of Object.values(plugins)) {
    const [, script = ""] = args;
    const command = /kubectl-tapline (\w+)/.exec(script)?.[1];
    assert.ok(names.includes(command), script);
    // Names of objects are arguments of the script, never a part of it.
    assert.doesNotMatch(script, /\$[A-Z]/);
    await run(["bash", "-n", "-c", script]);
  }
});

describe("one file", () => {
  const folder = mkdtempSync(join(tmpdir(), "tapline-plugin-"));
  before(async () => {
    const argv = [process.execPath, "--import", "tsx", "scripts/plugin.ts", "--folder", folder];
    await run(argv, { timeoutMs: 60_000 });
    cpSync("deploy/krew/kubectl_complete-tapline", join(folder, "kubectl_complete-tapline"));
  });
  after(() => rmSync(folder, { recursive: true }));

  const PATH = `${folder}:${process.env.PATH}`;

  test("runs from wherever it lies, and answers", async () => {
    const program = join(folder, "kubectl-tapline");
    assert.ok((statSync(program).mode & 0o111) !== 0);
    const { stdout } = await run([program, "diagnose", "--help"], { cwd: folder });
    assert.match(stdout, /^Usage: kubectl tapline diagnose /);
    const nobody = await run([program, "agents", "--address", "unix:/nowhere"], { okCodes: [5] });
    assert.match(nobody.stderr, /Cannot reach the aggregator at unix:\/nowhere/);
  });

  test("kubectl finds it, and its completion", async (context) => {
    try {
      const { stdout } = await run(["kubectl", "tapline", "--help"], { env: { PATH } });
      assert.match(stdout, /^Usage: kubectl tapline /);
      const asked = await run(["kubectl", "__complete", "tapline", "dia"], { env: { PATH } });
      assert.match(asked.stdout, /^diagnose\n:4\n/);
    } catch (thrown) {
      if (!(thrown instanceof ExecError && thrown.type.code === "NOT_FOUND")) throw thrown;
      context.skip("no kubectl: wanted on PATH");
    }
  });
});
