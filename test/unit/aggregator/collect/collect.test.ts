import assert from "node:assert/strict";
import { test } from "node:test";
import { collect } from "../../../../aggregator/collect/collect.ts";
import { probeTurns } from "../../../../aggregator/collect/packets/probe-turns.ts";
import type { CaseFile } from "../../../../aggregator/evidence/case-file.ts";
import { caseVersion } from "../../../../aggregator/evidence/case-file.ts";
import type { Plan } from "../../../../aggregator/evidence/plan.ts";
import { Inventory } from "../../../../aggregator/inventory/inventory.ts";
import { LogicalTracer } from "../../../../aggregator/logical-trace/tracer.ts";
import type { AgentHandle } from "../../../../aggregator/transport/agent-handle.ts";
import { conclude } from "../../../../aggregator/verdict/conclude.ts";
import { reason } from "../../../../proto/reasons/index.ts";
import { planOf } from "../plan.ts";

const never = (): Promise<never> => new Promise(() => {});

const hanging = {
  tap: never,
  ports: never,
  nodeFacts: never,
  podFacts: never,
  netnsState: never,
  probe: never,
  openflowTrace: never,
  flows: never,
};

/** Nothing is started: every source says that it is not there yet. */
const inventory = new Inventory({
  northbound: "unix:/nowhere",
  southbound: "unix:/nowhere",
  kubernetes: { kind: "manifests", folder: "/nowhere" },
});

const tracer = new LogicalTracer({ database: "unix:/nowhere", revision: () => null });

function planFor(mode: "active" | "passive"): Plan {
  const plan = planOf("tcp", 8080);
  return { ...plan, traffic: { ...plan.traffic, mode } };
}

/** Collects with agents that answer as given, and hang where they are not told to. */
async function collectWith(
  answers: Partial<Record<keyof typeof hanging, unknown>>,
  plan: Plan,
  leftMs: number,
): Promise<CaseFile> {
  const agent = (node: string): AgentHandle =>
    ({
      ...hanging,
      ...answers,
      node,
      info: { node, status: "ok", reason: null },
    }) as unknown as AgentHandle;
  const modules = { inventory, tracer, agents: { agent, list: () => [] } };
  const collected = await collect(modules, {
    plan,
    untilMs: performance.now() + leftMs,
    turn: probeTurns(1)(),
    progress: () => {},
    signal: new AbortController().signal,
  });
  return { version: caseVersion, id: "1", startedAt: "", durationMs: 0, ...collected };
}

/** A tap that listens at once; what `stop` gives is the test's. */
function tapThat(stop: () => Promise<unknown>, log: string[] = []) {
  return async () => ({
    links: [],
    clock: null,
    seen: () => [],
    stop: () => {
      log.push("stop");
      return stop();
    },
  });
}

for (const mode of ["active", "passive"] as const) {
  test(`${mode}: a verdict comes from what there is when agents hang`, async () => {
    const startedMs = performance.now();
    const caseFile = await collectWith({}, planFor(mode), 200);
    assert.ok(performance.now() - startedMs < 1_000);
    const verdict = conclude(caseFile);
    assert.equal(verdict.outcome, "inconclusive");
    assert.equal(verdict.failure?.stage ?? null, null);
    const said = verdict.coverage.notObserved.join("\n");
    assert.match(said, /time ran out/);
    assert.match(said, /Not reached before time ran out: .*netns/);
    const kinds = new Set(caseFile.evidence.map(({ name }) => name));
    // What is in memory costs no time; each tap says that it was not there.
    for (const kind of ["subnet", "logical-port", "databases"] as const) assert.ok(kinds.has(kind));
    assert.equal(caseFile.evidence.filter(({ name }) => name === "tap").length, 2);
  });
}

test("taps that listen are stopped when the time is over, and their losses counted", async () => {
  const log: string[] = [];
  const report = { packetsDroppedKernel: 3, packetsDroppedInterface: 0, sightingsLost: 1 };
  const result = { sightings: [], report, complete: false, problem: reason("TIME_RAN_OUT", {}) };
  const caseFile = await collectWith(
    { tap: tapThat(async () => result, log) },
    planFor("passive"),
    200,
  );
  assert.deepEqual(log, ["stop", "stop"]);
  assert.equal(conclude(caseFile).coverage.lost, 8);
});

test("a tap that does not stop in time gives what it saw, which proves no absence", async () => {
  const caseFile = await collectWith({ tap: tapThat(never) }, planFor("passive"), 200);
  const taps = caseFile.evidence.filter((item) => item.name === "tap");
  assert.equal(taps.length, 2);
  for (const { data } of taps) {
    assert.equal(data?.complete, false);
    assert.equal(data?.problem?.code, "TIME_RAN_OUT");
  }
});

test("a question whose time was over before it began asks no node", async () => {
  const asked: string[] = [];
  const ports = async (): Promise<never> => {
    asked.push("ports");
    return never();
  };
  const caseFile = await collectWith({ ports }, planFor("active"), 0);
  assert.deepEqual(asked, []);
  assert.equal(conclude(caseFile).outcome, "inconclusive");
});
