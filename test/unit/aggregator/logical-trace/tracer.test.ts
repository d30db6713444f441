import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { LogicalTraceError } from "../../../../aggregator/logical-trace/errors.ts";
import { type ConnectionState, runLogicalTrace } from "../../../../aggregator/logical-trace/run.ts";
import { sweepTraceFolders } from "../../../../aggregator/logical-trace/trace-folder.ts";
import {
  LogicalTracer,
  type LogicalTracerOptions,
} from "../../../../aggregator/logical-trace/tracer.ts";
import { run, start } from "../../../../lib/exec.ts";
import { noServerReason, waitFor } from "../../lib/ovsdb/database-server.ts";
import { OvnDatabases } from "./ovn-databases.ts";

const skip = await noServerReason();
const signal = new AbortController().signal;

function packet(connection: ConnectionState, change: Readonly<Record<string, string>> = {}) {
  const [from, to] = connection === "reply" ? ["2", "1"] : ["1", "2"];
  const microflow =
    `inport == "${change.inport ?? `p${from}`}" && ` +
    `eth.src == 00:00:00:00:00:0${from} && eth.dst == 00:00:00:00:00:0${to} && ` +
    `ip4.src == 10.0.0.${from} && ip4.dst == 10.0.0.${to} && ip.ttl == 64 && ` +
    "tcp.src == 61001 && tcp.dst == 80";
  const datapath = change.datapath ?? "sw0";
  return { datapath, microflow: change.microflow ?? microflow, connection, timeoutMs: 10_000 };
}

function fails(code: LogicalTraceError["type"]["code"]): (thrown: unknown) => boolean {
  return (thrown) => thrown instanceof LogicalTraceError && thrown.type.code === code;
}

describe("the tracer, on real databases", { skip }, () => {
  let ovn: OvnDatabases;
  let revision: number | null = 1;
  let tracer: LogicalTracer;
  let troubles: string[] = [];

  const create = (options: Partial<LogicalTracerOptions> = {}): LogicalTracer =>
    new LogicalTracer({
      database: ovn.southbound.remote,
      revision: () => revision,
      onTrouble: (reason) => troubles.push(reason),
      ...options,
    });
  const ask = (connection: ConnectionState, change = {}) =>
    tracer.trace({ ...packet(connection, change), signal });
  const oneShot = (connection: ConnectionState) =>
    runLogicalTrace({ ...packet(connection), database: ovn.southbound.remote });

  before(async () => {
    ovn = await OvnDatabases.create();
    const port = (digit: number): string[][] => [
      ["lsp-add", "sw0", `p${digit}`],
      ["lsp-set-addresses", `p${digit}`, `00:00:00:00:00:0${digit} 10.0.0.${digit}`],
    ];
    const match = 'outport == "p2" && tcp.dst == 80';
    const acl = ["acl-add", "sw0", "to-lport", "1000", match, "allow-related"];
    const rest = ["acl-add", "sw0", "to-lport", "900", "ip4", "drop"];
    await ovn.nbctl(["ls-add", "sw0"], ...port(1), ...port(2), acl, rest);
    tracer = create();
  });
  after(async () => {
    await tracer.close();
    await ovn.remove();
  });

  test("says of each packet what one started for it says, again and again", async () => {
    for (let round = 0; round < 3; round += 1) {
      for (const connection of ["new", "established", "reply"] as const) {
        assert.deepEqual(await ask(connection), await oneShot(connection));
      }
    }
    assert.deepEqual(tracer.counts, { byDaemon: 9, oneShot: 0, started: 3 });
  });

  test("tells refusals apart", async () => {
    await assert.rejects(ask("new", { datapath: "nosuch" }), fails("UNKNOWN_DATAPATH"));
    await assert.rejects(ask("new", { microflow: "ip4 && ip6" }), fails("BAD_MICROFLOW"));
    assert.equal(tracer.counts.started, 3);
  });

  test("a question that ends the daemon is answered, and so is the next", async () => {
    await assert.rejects(ask("new", { inport: "zz" }), fails("UNKNOWN_PORT"));
    assert.deepEqual(await ask("new"), await oneShot("new"));
    assert.deepEqual([tracer.counts.oneShot, tracer.counts.started], [1, 4]);
  });

  test("reads the southbound again once it has changed, and only then", async () => {
    const drop = ["acl-add", "sw0", "to-lport", "2000", 'outport == "p2" && tcp', "drop"];
    await ovn.nbctl(drop);
    revision = 2;
    const [first, second] = await Promise.all([ask("new"), ask("new")]);
    assert.deepEqual(first, await oneShot("new"));
    assert.equal(first.drops.at(-1)?.reason, "drop");
    assert.deepEqual(second, first);
    assert.equal(tracer.counts.started, 5);
  });

  test("without knowing whether the southbound has changed it asks anew", async () => {
    const before = tracer.counts;
    revision = null;
    assert.deepEqual(await ask("new"), await oneShot("new"));
    revision = 2;
    assert.deepEqual(tracer.counts, { ...before, oneShot: before.oneShot + 1 });
  });

  test("more questions than connection states", async () => {
    // A question has two passes: the third one is one too many.
    const other = create({ limits: { connectionStates: 5 } });
    const wanted = await oneShot("reply");
    for (let asked = 0; asked < 6; asked += 1) {
      assert.deepEqual(await other.trace({ ...packet("reply"), signal }), wanted);
    }
    assert.deepEqual(other.counts, { byDaemon: 4, oneShot: 2, started: 2 });
    await other.close();
  });

  test("where no daemon starts, one is started for each question", async () => {
    const path = process.env.PATH;
    process.env.PATH = await onlyOvnTrace();
    const other = create();
    const answers = [packet("new"), packet("reply")].map((one) => other.trace({ ...one, signal }));
    assert.deepEqual(await Promise.all(answers), [await oneShot("new"), await oneShot("reply")]);
    await other.trace({ ...packet("new"), signal });
    process.env.PATH = path;
    assert.deepEqual(other.counts, { byDaemon: 0, oneShot: 3, started: 2 });
    assert.equal(troubles.length, 1);
    troubles = [];
    await other.close();
  });

  test("a daemon that is not ready in time is there for the next question", async () => {
    const other = create();
    const late = other.trace({ ...packet("new"), timeoutMs: 1, signal });
    await assert.rejects(late, fails("TOOL_FAILED"));
    assert.deepEqual(await other.trace({ ...packet("new"), signal }), await oneShot("new"));
    assert.deepEqual(other.counts, { byDaemon: 1, oneShot: 0, started: 1 });
    await other.close();
  });

  test("as process 1, which would keep zombies, there is no daemon", async () => {
    const other = create({ pid: 1 });
    assert.equal(other.keepsDaemons, false);
    assert.deepEqual(await other.trace({ ...packet("new"), signal }), await oneShot("new"));
    assert.deepEqual(other.counts, { byDaemon: 0, oneShot: 1, started: 0 });
    await other.close();
  });

  test("closes at once though a daemon still reads the southbound, and leaves none", async () => {
    const before = await ownFolders();
    const other = create();
    ovn.southbound.signal("SIGSTOP");
    try {
      const cut = other.trace({ ...packet("new"), timeoutMs: 500, signal });
      await assert.rejects(cut, fails("TOOL_FAILED"));
      const pids = await pidsIn(await newFolders(before));
      assert.equal(await running(pids), 1);
      const began = performance.now();
      await other.close();
      assert.ok(performance.now() - began < 2_000);
      assert.equal(await running(pids), 0);
      assert.deepEqual(await ownFolders(), before);
    } finally {
      ovn.southbound.signal("SIGCONT");
    }
  });

  test("a daemon that does not finish reading in its time is ended", async () => {
    const before = await ownFolders();
    const other = create({ limits: { startTimeoutMs: 1_000 } });
    ovn.southbound.signal("SIGSTOP");
    try {
      const cut = other.trace({ ...packet("new"), timeoutMs: 3_000, signal });
      await waitFor(async () => (await pidsIn(await newFolders(before))).length === 1);
      const pids = await pidsIn(await newFolders(before));
      await waitFor(async () => (await running(pids)) === 0);
      await assert.rejects(cut, fails("TOOL_FAILED"));
      assert.deepEqual([troubles.length, other.counts.oneShot], [1, 1]);
    } finally {
      ovn.southbound.signal("SIGCONT");
      troubles = [];
      await other.close();
    }
  });

  test("ends its daemons when nobody asks, and at its own end; nothing is left", async () => {
    const other = create({ limits: { idleMs: 200 } });
    await other.trace({ ...packet("new"), signal });
    const folders = await ownFolders();
    assert.equal(folders.length, 2);
    for (const folder of folders) assert.equal((await stat(folder)).mode & 0o777, 0o700);
    const pids = await pidsIn(folders);
    assert.ok(pids.length > 2);
    await waitFor(async () => (await running(pids)) < pids.length);
    await other.close();
    await tracer.close();
    assert.deepEqual([await ownFolders(), await running(pids)], [[], 0]);
  });

  test("a daemon ends with the program that started it, however that ends", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tapline-trace-test-"));
    const program = fileURLToPath(new URL("abandoned-tracer.ts", import.meta.url));
    const vector = [process.execPath, "--import", "tsx", program, ovn.southbound.remote, folder];
    const { child, stdout } = await start(vector);
    if (stdout !== null) await once(stdout, "data");
    const pids = await pidsIn([folder]);
    assert.equal(await running(pids), 1);
    child.kill("SIGKILL");
    await waitFor(async () => (await running(pids)) === 0);
    await rm(folder, { recursive: true });
  });

  test("daemons of a program that is gone are swept away", async () => {
    const parent = await mkdtemp(join(tmpdir(), "tapline-trace-test-"));
    // No process has this number: it is beyond the largest pid_max (proc_sys_kernel(5)).
    const folder = await mkdtemp(join(parent, "tapline-ovn-trace-4194305-"));
    const files = [`--unixctl=${folder}/new-1.ctl`, `--pidfile=${folder}/new-1.pid`];
    const vector = ["ovn-trace", `--db=${ovn.southbound.remote}`, "--detach", ...files];
    await once((await start([...vector, "--verbose=off"])).child, "exit");
    const pids = await pidsIn([folder]);
    assert.equal(await sweepTraceFolders(parent), 1);
    await waitFor(async () => (await running(pids)) === 0);
    assert.deepEqual(await readdir(parent), []);
    await rm(parent, { recursive: true });
  });
});

/** A PATH on which a daemon's guard is missing. */
async function onlyOvnTrace(): Promise<string> {
  const { stdout } = await run(["which", "ovn-trace"]);
  const folder = await mkdtemp(join(tmpdir(), "tapline-trace-path-"));
  await symlink(stdout.trim(), join(folder, "ovn-trace"));
  after(() => rm(folder, { recursive: true }));
  return folder;
}

async function ownFolders(): Promise<string[]> {
  const names = await readdir(tmpdir());
  const mine = names.filter((name) => name.startsWith(`tapline-ovn-trace-${process.pid}-`));
  return mine.map((name) => join(tmpdir(), name));
}

async function newFolders(before: readonly string[]): Promise<string[]> {
  return (await ownFolders()).filter((folder) => !before.includes(folder));
}

async function pidsIn(folders: readonly string[]): Promise<number[]> {
  const files = await Promise.all(
    folders.map(async (folder) => (await readdir(folder)).map((name) => join(folder, name))),
  );
  const pidFiles = files.flat().filter((path) => path.endsWith(".pid"));
  return Promise.all(pidFiles.map(async (path) => Number(await readFile(path, "utf8"))));
}

/** How many of these processes are ovn-trace and run. */
async function running(pids: readonly number[]): Promise<number> {
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")),
  );
  return lines.filter((line) => line.startsWith("ovn-trace")).length;
}
