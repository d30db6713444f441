import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { afterEach, test } from "node:test";
import type { Diagnosis } from "../../proto/documents/v1/diagnosis.ts";
import { agentPid, killByPidFile, nbctl, pidIn } from "./in-lab.ts";
import { diagnose, lab } from "./lab-run.ts";
import { labSession } from "./session.ts";

/** What could not be looked at is said, and never reads as health or as another stage. */
const session = labSession("tlhonest");

afterEach(async () => {
  await lab("clear");
});

const toB = 'outport == "b.default" && ip4';
const dropToB = ["acl-add", "ovn-default", "to-lport", "3000", toB, "drop"] as const;

async function verdict(...args: readonly string[]): Promise<[Diagnosis, number]> {
  const run = await diagnose(session.env(), ...args);
  assert.ok(run.diagnosis !== null, run.stderr);
  return [run.diagnosis, run.exitCode];
}

function assertSaid(diagnosis: Diagnosis, words: RegExp): void {
  assert.notEqual(diagnosis.confidence, "confirmed");
  const said = diagnosis.coverage.notObserved.join("\n");
  assert.match(said, words);
}

test("an agent that was killed: a failing path is inconclusive, it is named", async () => {
  await nbctl(session.status(), ...dropToB);
  process.kill(await agentPid(session.status(), "node2"), "SIGKILL");
  const [diagnosis, exitCode] = await verdict("a", "b");
  assert.equal(diagnosis.outcome, "inconclusive");
  assert.equal(diagnosis.failure, null);
  assert.equal(exitCode, 3);
  assertSaid(diagnosis, /agent of node2 is away/);
});

test("an agent that was killed: a path that works is reachable, but not confirmed", async () => {
  process.kill(await agentPid(session.status(), "node2"), "SIGKILL");
  const [diagnosis, exitCode] = await verdict("a", "b");
  assert.equal(diagnosis.outcome, "reachable");
  assert.equal(exitCode, 0);
  assertSaid(diagnosis, /agent of node2 is away/);
});

test("an agent that does not answer: inconclusive, in time", async () => {
  await nbctl(session.status(), ...dropToB);
  process.kill(await agentPid(session.status(), "node2"), "SIGSTOP");
  const [diagnosis] = await verdict("a", "b");
  assert.equal(diagnosis.outcome, "inconclusive");
  assertSaid(diagnosis, /node2/);
  assert.ok(diagnosis.durationMs < 15_000);
});

test("the source's agent away: nothing is known of what was sent", async () => {
  process.kill(await agentPid(session.status(), "node1"), "SIGKILL");
  const [diagnosis, exitCode] = await verdict("a", "b");
  assert.equal(diagnosis.outcome, "inconclusive");
  assert.equal(exitCode, 3);
  assertSaid(diagnosis, /agent of node1 is away/);
});

test("SB unreachable: the drop on the bridge is not blamed on anybody", async () => {
  await nbctl(session.status(), ...dropToB);
  const { sbSocket } = session.status().central;
  await killByPidFile(sbSocket.replace(/\.sock$/, ".pid"));
  const [diagnosis] = await verdict("a", "b");
  assert.equal(diagnosis.outcome, "inconclusive");
  assert.equal(diagnosis.cause, null);
  assertSaid(diagnosis, /ovn-southbound is stale/);
});

const inFolder = process.env.TAPLINE_TEST_KUBERNETES === "1" && "it edits a manifest";

test("a pod on a node that nobody knows", { skip: inFolder }, async () => {
  const manifests = (await labManifests()).pod("b");
  const before = await readFile(manifests, "utf8");
  await writeFile(manifests, before.replace(/nodeName: node2/, "nodeName: node77"));
  const [diagnosis] = await untilNode("node77");
  assertSaid(diagnosis, /agent of node77 is away: it never connected/);
});

test("northd stopped on a path that works is no fault of the path", async () => {
  const { sbSocket } = session.status().central;
  const northd = await pidIn(sbSocket.replace(/ovnsb_db\.sock$/, "ovn-northd.pid"));
  process.kill(northd, "SIGSTOP");
  const [diagnosis, exitCode] = await verdict("a", "b");
  assert.equal(diagnosis.outcome, "reachable");
  assert.equal(exitCode, 0);
});

/** The inventory follows the folder: asked until it has seen the change. */
async function untilNode(node: string): Promise<[Diagnosis, number]> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const [diagnosis, exitCode] = await verdict("a", "b");
    if (diagnosis.destination.node === node) return [diagnosis, exitCode];
  }
  throw new Error(`Cannot wait any longer for the inventory to read ${node}`);
}

async function labManifests(): Promise<{ pod: (name: string) => string }> {
  const folder = session.status().central.sbSocket.replace(/\/central\/.*$/, "/manifests");
  return { pod: (name) => `${folder}/pod-default-${name}.yaml` };
}
