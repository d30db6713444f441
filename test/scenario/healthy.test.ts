import assert from "node:assert/strict";
import { test } from "node:test";
import { start } from "../../lib/exec.ts";
import type { Diagnosis } from "../../proto/documents/v1/diagnosis.ts";
import { healthyPaths } from "./healthy-paths.ts";
import { diagnose } from "./lab-run.ts";
import { labSession } from "./session.ts";

/** What works is called reachable, idle and under load, and nothing alarming is found on it. */
const session = labSession("tlhealthy");

async function assertHealthy(...args: readonly string[]): Promise<Diagnosis> {
  const run = await diagnose(session.env(), ...args);
  const words = JSON.stringify(run.diagnosis?.cause ?? run.stderr);
  const label = `${args.join(" ")}: ${words}`;
  assert.equal(run.diagnosis?.outcome, "reachable", label);
  assert.equal(run.exitCode, 0, label);
  assert.equal(run.diagnosis.failure, null, label);
  const alarming = run.diagnosis.findings.filter((finding) => finding.level !== "info");
  assert.deepEqual(alarming, [], label);
  return run.diagnosis;
}

/** `npm run bench -- healthy` goes through them many times. */
for (const { kind, args } of healthyPaths) {
  test(`${kind}: ${args.join(" ")}`, async () => {
    const diagnosis = await assertHealthy(...args);
    assert.equal(diagnosis.confidence, "confirmed");
  });
}

test("under load: iperf3 between the same pods", async () => {
  const { pods } = session.status();
  const netns = (name: string): string => pods.find((pod) => pod.name === name)?.netns ?? "";
  const b = pods.find((pod) => pod.name === "b")?.ip ?? "";
  const server = await start(["ip", "netns", "exec", netns("b"), "iperf3", "-s"]);
  server.stdout?.resume();
  const client = await start([
    "ip",
    "netns",
    "exec",
    netns("a"),
    "iperf3",
    "-c",
    b,
    "-t",
    "20",
    "--connect-timeout",
    "5000",
  ]);
  try {
    await untilFirstLine(client.stdout);
    for (const asked of [["icmp"], ["tcp", "8080"], ["udp", "9090"]]) {
      await assertHealthy("a", "b", ...asked);
    }
  } finally {
    client.child.kill("SIGTERM");
    server.child.kill("SIGTERM");
  }
});

/** iperf3 reports a second of traffic: the load is there. */
function untilFirstLine(stream: NodeJS.ReadableStream | null): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = "";
    stream?.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
      if (/bits\/sec/.test(text)) resolve();
    });
    stream?.on("end", () => reject(new Error(`Cannot load the path: iperf3 said ${text}`)));
  });
}
