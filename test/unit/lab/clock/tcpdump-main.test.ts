import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { PcapReader } from "../../../../agent/packet/pcap-reader.ts";
import { waitUntil } from "../../../../lab/wait.ts";
import { type Started, start } from "../../../../lib/exec.ts";

const program = fileURLToPath(new URL("../../../../lab/clock/tcpdump-main.ts", import.meta.url));
const capture = fileURLToPath(
  new URL("../../../fixtures/pcap/ping-cross-node.tcpdump-4.99.3.pcap", import.meta.url),
);
const folder = mkdtempSync(join(tmpdir(), "tapline-clock-"));
after(() => rmSync(folder, { recursive: true }));

/** The program as the agent starts it, with a folder of its own first on PATH. */
function startProgram(args: readonly string[], path = process.env.PATH ?? ""): Promise<Started> {
  const env = { TAPLINE_LAB_CLOCK_AHEAD_S: "5", PATH: `${folder}:${path}` };
  return start([process.execPath, "--import", "tsx", program, ...args], { env });
}

function recordsOf(bytes: Buffer): { seconds: number; nanoseconds: number; data: string }[] {
  const records: { seconds: number; nanoseconds: number; data: string }[] = [];
  const reader = new PcapReader(({ seconds, nanoseconds, bytes: all, offset, capturedLength }) => {
    const data = Buffer.from(all.subarray(offset, offset + capturedLength)).toString("hex");
    records.push({ seconds, nanoseconds, data });
  });
  reader.push(bytes);
  reader.end();
  return records;
}

test("what tcpdump writes comes out five seconds later, packet by packet", async () => {
  const { stdout } = await startProgram(["-r", capture, "-w", "-"]);
  assert.ok(stdout !== null);
  const got = recordsOf(await buffer(stdout));
  const own = recordsOf(readFileSync(capture));
  assert.ok(own.length > 0);
  assert.deepEqual(
    got,
    own.map((one) => ({ ...one, seconds: one.seconds + 5 })),
  );
});

/** A tcpdump that says its process id and waits. */
function waitingTcpdump(): string {
  const bin = mkdtempSync(join(folder, "bin-"));
  writeFileSync(join(bin, "tcpdump"), '#!/bin/sh\necho "$$" >&2\nexec sleep 60\n');
  chmodSync(join(bin, "tcpdump"), 0o755);
  return `${bin}:${process.env.PATH ?? ""}`;
}

for (const signal of ["SIGINT", "SIGKILL"] as const) {
  test(`${signal} ends tcpdump too`, async () => {
    const { child, stdout, stderr } = await startProgram(["-w", "-"], waitingTcpdump());
    stdout?.resume();
    const ended = new Promise((resolve) => child.once("close", resolve));
    const pid = await new Promise((resolve) => stderr?.once("data", resolve));
    const running = `/proc/${String(pid).trim()}`;
    assert.ok(existsSync(running));
    child.kill(signal);
    await ended;
    await waitUntil("tcpdump to end", async () => !existsSync(running), { timeoutMs: 5_000 });
  });
}
