import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { versionIn } from "../../../../agent/facts/appctl.ts";
import { DaemonError, daemonState, stateOf } from "../../../../agent/facts/daemon.ts";
import { start } from "../../../../lib/exec.ts";
import { reason } from "../../../../proto/reasons/index.ts";

describe("a daemon", () => {
  let runDir: string;
  beforeEach(async () => {
    runDir = await mkdtemp(join(tmpdir(), "tlt-run-"));
  });
  afterEach(() => rm(runDir, { recursive: true }));

  const state = () => daemonState(runDir, "sleep", ["sleep.pid", "other.pid"]);

  test("does not run without a pid file", async () => {
    const { isRunning, why } = await state();
    assert.equal(isRunning, false);
    assert.deepEqual(why, reason("NO_PID_FILE", { name: "sleep.pid", folder: runDir }));
  });

  test("cannot be looked for in a directory that is not there", async () => {
    await assert.rejects(daemonState("/nonexistent", "sleep", ["sleep.pid"]), DaemonError);
  });

  test("runs, is stopped, and is gone", async () => {
    const { child, pid } = await start(["sleep", "60"], { dieWithParent: true });
    await writeFile(join(runDir, "other.pid"), `${pid}\n`);
    while ((await readFile(`/proc/${pid}/comm`, "utf8")).trim() !== "sleep");
    assert.deepEqual(await state(), { isRunning: true, pid, why: null });
    child.kill("SIGSTOP");
    while ((await state()).why === null);
    const stopped = await state();
    assert.equal(stopped.isRunning, true);
    assert.deepEqual(stopped.why, reason("PROCESS_STOPPED", { pid: pid ?? 0 }));
    child.kill("SIGKILL");
    while ((await state()).isRunning);
    assert.match((await state()).why?.code ?? "", /^PROCESS_(GONE|ENDED)$/);
  });

  test("is another process when its id was given away", () => {
    const text = "77 (bash (old)) S 1 77 77 0 -1";
    const another = reason("PROCESS_IS_ANOTHER", { pid: 77, name: "bash (old)" });
    assert.deepEqual(stateOf(text, 77, "sleep").why, another);
  });

  test("has a name that the kernel cuts at 15 characters", () => {
    assert.equal(stateOf("5 (a-long-daemon-n) S 1", 5, "a-long-daemon-name").isRunning, true);
  });

  test("that is a zombie does not run", () => {
    assert.equal(stateOf("5 (sleep) Z 1", 5, "sleep").isRunning, false);
  });
});

describe("a version", () => {
  for (const [answer, version] of [
    ["ovn-controller 23.03.1\nOpen vSwitch Library 3.1.0", "23.03.1"],
    ["ovs-vswitchd (Open vSwitch) 3.1.0", "3.1.0"],
    ["ovs-vswitchd (Open vSwitch) 3.5.2-dev", "3.5.2-dev"],
    ["", ""],
  ] as const) {
    test(`of "${answer.split("\n")[0]}" is "${version}"`, () => {
      assert.equal(versionIn(answer), version);
    });
  }
});
