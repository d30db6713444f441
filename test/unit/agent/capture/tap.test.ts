import assert from "node:assert/strict";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { runTap, type TapPorts } from "../../../../agent/capture/tap.ts";
import { TapError } from "../../../../agent/capture/tap-error.ts";
import { Tcpdump } from "../../../../agent/capture/tcpdump.ts";
import { tapSettings, tcpdumpVector } from "../../../../agent/capture/tcpdump-vector.ts";
import { inNetns, run, type Started, start } from "../../../../lib/exec.ts";
import type { TapReport } from "../../../../proto/gen/tapline/v1/TapReport.ts";
import { skipNetns, TestNetnses, type TestPair } from "../ports/test-netns.ts";

const program = fileURLToPath(new URL("./tap-program.ts", import.meta.url));

/** Taps of the machine's own namespace: they listen to what never comes. */
const quiet = "udp port 1 and host 192.0.2.253";

class TapBench {
  readonly stop = new AbortController();
  readonly abort = new AbortController();
  #listening: () => void = () => {};
  readonly listening = new Promise<void>((resolve) => {
    this.#listening = resolve;
  });

  readonly ports: TapPorts = {
    stop: this.stop.signal,
    signal: this.abort.signal,
    onListening: async () => this.#listening(),
    offer: () => true,
  };
}

/** Children of a process whose name is tcpdump. */
async function tcpdumpsOf(parent: number): Promise<number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const stats = pids.map(async (pid) => {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
    const isIt = stat.includes(`(tcpdump) `) && stat.split(") ")[1]?.split(" ")[1] === `${parent}`;
    return isIt ? [pid] : [];
  });
  return (await Promise.all(stats)).flat();
}

async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stat !== "" && !stat.includes(") Z ");
}

describe("a tap", { skip: skipNetns, timeout: 60_000 }, () => {
  test("is listening within 150 ms, on the median", async () => {
    const times: number[] = [];
    for (let i = 0; i < 3; i += 1) {
      const bench = new TapBench();
      const started = performance.now();
      const report = runTap(tapSettings(quiet, 0, 0), bench.ports);
      await bench.listening;
      times.push(performance.now() - started);
      bench.stop.abort();
      await report;
    }
    const median = times.sort((a, b) => a - b)[1] ?? 0;
    assert.ok(median < 150, `listening after ${times} ms`);
  });

  test("reports tcpdump's statistics when it is stopped", async () => {
    const bench = new TapBench();
    const running = runTap(tapSettings(quiet, 0, 0), bench.ports);
    await bench.listening;
    bench.stop.abort();
    const report = await running;
    assert.equal(report.endedBy, "TAP_ENDING_STOPPED");
    assert.equal(report.statisticsKnown, true);
    assert.equal(report.detail, "");
    assert.deepEqual([report.packetsReceived, report.sightingsSent], [0, 0]);
  });

  test("refuses a filter with tcpdump's own words, before anything is captured", async () => {
    const bench = new TapBench();
    await assert.rejects(
      runTap(tapSettings("icmp and ((", 0, 0), bench.ports),
      (thrown) =>
        thrown instanceof TapError &&
        thrown.type.code === "BAD_FILTER" &&
        /syntax error/.test(thrown.type.args.words),
    );
    assert.deepEqual(await tcpdumpsOf(process.pid), []);
  });

  test("refuses a filter that only makes sense in the parentheses around it", async () => {
    const bench = new TapBench();
    const running = runTap(tapSettings("icmp) or (tcp", 0, 0), bench.ports);
    await assert.rejects(running, (thrown) => thrown instanceof TapError);
  });

  test("says so when tcpdump dies under it", async () => {
    const bench = new TapBench();
    const running = runTap(tapSettings(quiet, 0, 0), bench.ports);
    await bench.listening;
    const [pid] = await tcpdumpsOf(process.pid);
    assert.ok(pid !== undefined);
    process.kill(pid, "SIGKILL");
    const report = await running;
    assert.equal(report.endedBy, "TAP_ENDING_FAILED");
    assert.equal(report.statisticsKnown, false);
    assert.match(report.detail ?? "", /signal SIGKILL/);
  });

  test("leaves no tcpdump behind when its command is aborted", async () => {
    const bench = new TapBench();
    const running = runTap(tapSettings(quiet, 0, 0), bench.ports);
    await bench.listening;
    const [pid] = await tcpdumpsOf(process.pid);
    assert.ok(pid !== undefined);
    bench.abort.abort(new Error("session lost"));
    await assert.rejects(running, /session lost/);
    while (await isAlive(pid)) await delay(5);
  });

  test("kills a tcpdump that does not stop, and says that it has no statistics", async () => {
    const bench = new TapBench();
    const running = runTap(tapSettings(quiet, 0, 0), bench.ports);
    await bench.listening;
    const [pid] = await tcpdumpsOf(process.pid);
    assert.ok(pid !== undefined);
    process.kill(pid, "SIGSTOP");
    bench.stop.abort();
    const report = await running;
    assert.equal(report.statisticsKnown, false);
    assert.match(report.detail ?? "", /killed/);
  });

  test("leaves no tcpdump behind when its agent gets SIGKILL", async () => {
    const agent = await start([process.execPath, "--import", "tsx", program, "icmp"]);
    assert.ok(agent.stdout);
    await once(agent.stdout, "data");
    const [pid] = await tcpdumpsOf(agent.pid);
    assert.ok(pid !== undefined);
    agent.child.kill("SIGKILL");
    while (await isAlive(pid)) await delay(5);
  });

  test("refuses a device that has no SLL2 with a code of its own", async () => {
    const vector = tcpdumpVector(tapSettings("", 0, 0))
      .with(2, "lo")
      .slice(0, -2);
    const { signal } = new AbortController();
    await assert.rejects(
      Tcpdump.listen(vector, () => {}, signal),
      (thrown) => thrown instanceof TapError && thrown.type.code === "LINK_TYPE_UNSUPPORTED",
    );
  });
});

/** A tap in a process of its own, inside a namespace: as an agent of that node runs it. */
class NodeTap {
  readonly #started: Started;
  readonly #lines: string[] = [];

  private constructor(started: Started) {
    this.#started = started;
    started.stdout?.setEncoding("utf8");
    let rest = "";
    started.stdout?.on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      this.#lines.push(...lines);
    });
  }

  static async listen(netns: string, ...settings: string[]): Promise<NodeTap> {
    const argv = [process.execPath, "--import", "tsx", program, "icmp", ...settings];
    const tap = new NodeTap(await start(inNetns(netns, argv), { dieWithParent: true }));
    await tap.until(() => tap.#lines.includes("listening"));
    return tap;
  }

  get sightings(): string[] {
    return this.#lines.filter((line) => /^(in|out) /.test(line));
  }

  async until(isThere: () => boolean): Promise<void> {
    while (!isThere()) await delay(5);
  }

  stop(): void {
    this.#started.stdin?.end();
  }

  async report(): Promise<TapReport> {
    const isReport = (line: string): boolean => line.startsWith("report ");
    await this.until(() => this.#lines.some(isReport));
    return JSON.parse(this.#lines.find(isReport)?.slice("report ".length) ?? "");
  }
}

describe("a tap of a node", { skip: skipNetns, timeout: 60_000 }, () => {
  const netnses = new TestNetnses();
  let pair: TestPair;

  before(async () => {
    pair = await netnses.pair("3f00112233aa_h");
  });
  after(() => netnses.remove());

  const ping = (...options: string[]): Promise<unknown> =>
    run(inNetns(pair.pod.path, ["ping", ...options, "192.0.2.1"]));

  test("sees each packet with its direction, and hands it on while it runs", async () => {
    const tap = await NodeTap.listen(pair.node.path);
    await ping("-c", "2", "-i", "0.01");
    await tap.until(() => tap.sightings.length === 4);
    assert.deepEqual(tap.sightings, ["in 8", "out 0", "in 8", "out 0"]);
    tap.stop();
    const report = await tap.report();
    assert.deepEqual(
      [report.sightingsSent, report.packetsCaptured, report.sightingsLost],
      [4, 4, 0],
    );
  });

  test("has read at its stop what was sent just before", async () => {
    const tap = await NodeTap.listen(pair.node.path);
    await ping("-c", "20", "-i", "0.002");
    tap.stop();
    const report = await tap.report();
    assert.deepEqual([report.sightingsSent, report.sightingsLost], [40, 0]);
  });

  test("reads a burst whole: its stream is not garbled", async () => {
    const tap = await NodeTap.listen(pair.node.path, "0", "deaf");
    await ping("-q", "-f", "-c", "2000");
    tap.stop();
    const report = await tap.report();
    assert.equal(report.endedBy, "TAP_ENDING_STOPPED");
    const { packetsReceived, packetsCaptured, packetsDroppedKernel, sightingsLost } = report;
    assert.ok(Number(packetsReceived) >= 4_000);
    assert.equal(Number(packetsCaptured) + Number(packetsDroppedKernel), packetsReceived);
    assert.equal(sightingsLost, packetsCaptured);
  });

  test("leaves the loopback out: its statistics add up", async () => {
    const tap = await NodeTap.listen(pair.node.path);
    await run(inNetns(pair.node.path, ["ping", "-c", "1", "127.0.0.1"]));
    await ping("-c", "1");
    await tap.until(() => tap.sightings.length === 2);
    tap.stop();
    const report = await tap.report();
    assert.deepEqual([report.packetsReceived, report.packetsCaptured], [2, 2]);
  });

  test("ends at its limit and counts what it left out", async () => {
    const tap = await NodeTap.listen(pair.node.path, "3");
    await ping("-c", "4", "-i", "0.002");
    const report = await tap.report();
    assert.equal(report.endedBy, "TAP_ENDING_LIMIT");
    assert.equal(report.sightingsSent, 3);
    // What was read beyond the limit, and what the kernel still had when the tap was stopped.
    const [, unread = "0"] = /unread=(\d+)/.exec(report.detail ?? "") ?? [];
    const beyond = Number(report.packetsCaptured) - 3;
    assert.equal(report.sightingsLost, beyond + Number(unread));
  });

  test("counts what nobody takes", async () => {
    const tap = await NodeTap.listen(pair.node.path, "0", "deaf");
    await ping("-c", "1");
    tap.stop();
    const report = await tap.report();
    assert.deepEqual([report.sightingsSent, report.sightingsLost], [0, 2]);
    assert.match(report.detail ?? "", /refused=2/);
  });
});
