import assert from "node:assert/strict";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { controlSocket } from "../../../../agent/openflow/control-socket.ts";
import { FlowsError } from "../../../../agent/openflow/errors.ts";
import { dumpCommand, dumpFlows } from "../../../../agent/openflow/flows/run.ts";
import { runOpenflowTrace, traceCommand } from "../../../../agent/openflow/trace/run.ts";
import { english } from "../../words/english.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tapline-flows-"));
});
after(() => rm(folder, { recursive: true, force: true }));

const dump = fileURLToPath(
  new URL("../../../fixtures/flows/dump-actions.ovs-3.1.0.txt", import.meta.url),
);
const trace = fileURLToPath(
  new URL("../../../fixtures/ofproto-trace/trace-tunnel-in.ovs-3.1.0.txt", import.meta.url),
);

/** A program that stands in for a tool of OVS. */
async function program(name: string, body: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n${body}\n`);
  await chmod(path, 0o755);
  return path;
}

function fails(code: FlowsError["type"]["code"], text = /./): (thrown: unknown) => boolean {
  return (thrown) => {
    assert.ok(thrown instanceof FlowsError);
    assert.equal(thrown.type.code, code);
    assert.match(english(thrown.type), text);
    return true;
  };
}

const target = { ovsRunDir: "/run/openvswitch" };

test("asks br-int's management socket for OpenFlow 1.5", () => {
  const socket = "unix:/run/openvswitch/br-int.mgmt";
  assert.deepEqual(dumpCommand(target), ["ovs-ofctl", "-O", "OpenFlow15", "dump-flows", socket]);
});

test("asks for one table where only one is wanted", () => {
  assert.equal(dumpCommand({ ...target, table: 0 }).at(-1), "table=0");
});

test("dumps flows while the tool prints, with its run directory", async () => {
  const tool = await program("good", `[ "$OVS_RUNDIR" = /run/openvswitch ] && cat ${dump}`);
  let flows = 0;
  const counts = await dumpFlows(target, () => flows++, { program: tool });
  assert.deepEqual([flows, counts.flows, counts.unparsed], [26, 26, 0]);
});

test("a tool that fails, is cut, prints too much or hangs is an error of its own", async () => {
  const ignore = (): void => {};
  const run = async (name: string, body: string, limits = {}): Promise<unknown> =>
    dumpFlows(target, ignore, { program: await program(name, body), ...limits });
  await assert.rejects(
    run("bad", "echo no bridge >&2; exit 1"),
    fails("DUMP_FAILED", /no bridge$/),
  );
  await assert.rejects(run("cut", `head -c 1000 ${dump}`), fails("DUMP_CUT"));
  const much = run("much", `cat ${dump}`, { maxBytes: 100 });
  await assert.rejects(much, fails("DUMP_TOO_LARGE"));
  const hangs = run("hangs", "exec cat /dev/zero", { timeoutMs: 50, maxBytes: Infinity });
  await assert.rejects(hangs, fails("DUMP_FAILED", /50 ms/));
  const cancelled = run("cancelled", "exec cat", { signal: AbortSignal.abort() });
  await assert.rejects(cancelled, fails("DUMP_FAILED", /cancelled/));
  const missing = dumpFlows(target, ignore, { program: join(folder, "nothing-here") });
  await assert.rejects(missing, fails("DUMP_FAILED"));
});

test("finds vswitchd by its process id, else the only one, else none", async () => {
  const runDir = await mkdtemp(join(folder, "run-"));
  const touch = (name: string, text = ""): Promise<void> => writeFile(join(runDir, name), text);
  await assert.rejects(controlSocket(runDir), fails("NO_CONTROL_SOCKET", /0 control sockets/));
  await touch("vswitchd.ctl");
  assert.equal(await controlSocket(runDir), join(runDir, "vswitchd.ctl"));
  await touch("ovs-vswitchd.7.ctl");
  assert.equal(await controlSocket(runDir), join(runDir, "ovs-vswitchd.7.ctl"));
  await touch("ovs-vswitchd.9.ctl");
  await assert.rejects(controlSocket(runDir), fails("NO_CONTROL_SOCKET", /2 control sockets/));
  await touch("ovs-vswitchd.pid", "9\n");
  assert.equal(await controlSocket(runDir), join(runDir, "ovs-vswitchd.9.ctl"));
});

test("traces with the state of each recirculation as two arguments", async () => {
  const request = { ovsRunDir: folder, flow: "in_port=2", ctNext: ["trk,new", "trk,est"] };
  assert.deepEqual(traceCommand(request, "/s.ctl"), [
    ...["ovs-appctl", "-t", "/s.ctl", "ofproto/trace", "br-int", "in_port=2"],
    ...["--ct-next", "trk,new", "--ct-next", "trk,est"],
  ]);
});

test("a trace, and a tool that refuses the flow", async () => {
  await writeFile(join(folder, "vswitchd.ctl"), "");
  const request = { ovsRunDir: folder, flow: "in_port=1" };
  const { steps } = await runOpenflowTrace({
    ...request,
    program: await program("t", `cat ${trace}`),
  });
  assert.equal(steps.length, 16);
  const refuses = await program("refuses", "echo Bad openflow flow syntax >&2; exit 2");
  const refused = runOpenflowTrace({ ...request, program: refuses });
  await assert.rejects(refused, fails("TRACE_FAILED", /Bad openflow/));
});
