import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { shells } from "../../../../cli/completion/scripts.ts";
import { ExecError, run } from "../../../../lib/exec.ts";
import { cli } from "../fake-aggregator.ts";
import { type ScriptedServer, scriptedApiServer } from "./scripted-api-server.ts";

const named = (...names: readonly string[]) => ({
  items: names.map((name) => ({ metadata: { name } })),
});

describe("completion", () => {
  let api: ScriptedServer;
  before(async () => {
    const objects = {
      "/api/v1/namespaces": named("default", "shop", "store"),
      "/api/v1/nodes": named("node1", "node2"),
      "/api/v1/namespaces/shop/pods": named("web-0", "web-1", "db-0"),
      "/api/v1/namespaces/store/pods": named("till"),
      "/api/v1/namespaces/store/services": named("tills"),
    };
    api = await scriptedApiServer({ objects, port: null });
    process.env.KUBECONFIG = api.kubeconfig;
  });
  after(async () => {
    delete process.env.KUBECONFIG;
    await api.close();
  });

  async function complete(...words: readonly string[]): Promise<string[]> {
    const { status, stdout, stderr } = await cli(["__complete", ...words]);
    assert.equal(stderr, "");
    assert.equal(status, 0);
    return stdout.split("\n").slice(0, -1);
  }

  test("commands, options and their values", async () => {
    assert.deepEqual(await complete("di"), ["diagnose"]);
    assert.ok((await complete("")).includes("flows"));
    assert.ok(!(await complete("")).includes("__complete"));
    assert.deepEqual(await complete("diagnose", "--pro"), ["--protocol"]);
    assert.deepEqual(await complete("diagnose", "--protocol", "t"), ["tcp"]);
    assert.deepEqual(await complete("diagnose", "--protocol=u"), ["--protocol=udp"]);
    assert.deepEqual(await complete("agents", "-o", ""), ["json", "text", "yaml"]);
    assert.deepEqual(await complete("diagnose", "--passive", "--lang", "z"), ["zh"]);
  });

  test("namespaces, then their pods; what the context and -n say", async () => {
    assert.deepEqual(await complete("diagnose", "s"), ["shop/", "store/", "svc/"]);
    assert.deepEqual(await complete("diagnose", "shop/web"), ["shop/web-0", "shop/web-1"]);
    assert.deepEqual(await complete("diagnose", "shop/web-0", "store/"), ["store/till"]);
    assert.deepEqual(await complete("diagnose", "pod/d"), ["pod/db-0"]);
    assert.deepEqual(await complete("diagnose", "-n", "store", "pod/"), ["pod/till"]);
    assert.deepEqual(await complete("trace", "a/b", "-n", "store", "svc/"), ["svc/tills"]);
    assert.deepEqual(await complete("flows", "no"), ["node/", "node1", "node2"]);
    assert.deepEqual(await complete("flows", "-n", "st"), ["store"]);
    assert.deepEqual(await complete("agents", "--context", "o"), ["other"]);
    assert.deepEqual(await complete("diagnose", "a/b", "c/d", "i"), ["icmp"]);
    assert.deepEqual(await complete("diagnose", "a/b", "c/d", "tcp", ""), []);
  });

  test("a namespace or cluster that does not answer completes nothing", async () => {
    assert.deepEqual(await complete("diagnose", "nowhere/"), []);
    assert.deepEqual(await complete("diagnose", "--kubeconfig", "/nowhere", "shop/"), []);
  });

  test("kubectl gets cobra's directives", async () => {
    assert.deepEqual(await complete("--cobra", "diagnose", "sh"), ["shop/", ":6"]);
    assert.deepEqual(await complete("--cobra", "diagnose", "shop/db"), ["shop/db-0", ":4"]);
  });

  for (const shell of shells) {
    test(`${shell} takes the script`, async (context) => {
      const { stdout } = await cli(["completion", shell]);
      const folder = await mkdtemp(join(tmpdir(), "tapline-completion-"));
      try {
        const script = join(folder, "script");
        writeFileSync(script, stdout);
        await run([shell, "-n", script]);
      } catch (thrown) {
        if (!(thrown instanceof ExecError && thrown.type.code === "NOT_FOUND")) throw thrown;
        context.skip(`no ${shell}: apt-get install ${shell}`);
      } finally {
        await rm(folder, { recursive: true });
      }
    });
  }

  test("bash completes with it", async () => {
    const { stdout } = await cli(["completion", "bash"]);
    const words =
      'COMP_WORDS=(tapline diagnose shop/db); COMP_CWORD=2; _tapline; echo "$COMPREPLY"';
    const stub = "tapline() { [ \"$*\" = '__complete diagnose shop/db' ] && echo shop/db-0; }";
    const input = `${stdout}\ncompopt() { :; }\n${stub}\n${words}\n`;
    assert.equal((await run(["bash"], { input })).stdout, "shop/db-0\n");
  });
});
