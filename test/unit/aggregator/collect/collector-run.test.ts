import assert from "node:assert/strict";
import { test } from "node:test";
import type { CollectContext, Collector } from "../../../../aggregator/collect/collector.ts";
import { CollectorRun, type SharedContext } from "../../../../aggregator/collect/collector-run.ts";
import type { EvidenceName } from "../../../../aggregator/evidence/item.ts";
import { planOf } from "../plan.ts";

const never = new Promise<never>(() => {});

/** A collector that does as it is told, and tells when it begins. */
function made(
  name: string,
  given: Partial<Collector> & Pick<Collector, "phase">,
  log: string[] = [],
  does: (context: CollectContext) => Promise<unknown> = async () => {},
): Collector {
  return {
    gives: [],
    needs: [],
    applies: () => true,
    collect: async (context) => {
      log.push(name);
      await does(context);
    },
    ...given,
    name,
  };
}

function runOf(collectors: readonly Collector[], leftMs = 60_000, questionMs = 1_000) {
  const now = performance.now();
  // What these collectors do not ask for is not there.
  const shared = { times: { cutMs: now + leftMs, endMs: now + leftMs + 50 }, questionMs };
  return new CollectorRun(collectors, planOf("icmp", null), shared as SharedContext);
}

function recorded(kind: EvidenceName): (context: CollectContext) => Promise<void> {
  return async ({ record }) =>
    record.ok("node1", { kind: "row", name: kind, data: null } as Parameters<typeof record.ok>[1]);
}

const untilCancelled = new AbortController().signal;

test("collectors start by phase, and in a phase when what they need is there", async () => {
  const log: string[] = [];
  const pause = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const run = runOf([
    made("last", { phase: "end" }, log),
    made("beside", { phase: "meanwhile", needs: ["tap"] }, log),
    made("probe", { phase: "probe" }, log),
    made("second", { phase: "before", needs: ["port"] }, log),
    made("first", { phase: "before", gives: ["port"] }, log, pause),
    made("after", { phase: "after", gives: ["tap"] }, log, pause),
    made("watch", { phase: "watch", gives: ["chassis"], needs: ["tap"] }, log, pause),
  ]);
  await run.run(untilCancelled);
  assert.deepEqual(log, ["watch", "first", "second", "probe", "after", "beside", "last"]);
  assert.ok(run.reports.every(({ status }) => status === "done"));
});

test("a second look is taken in its phase, and a refined plan is seen from then on", async () => {
  const log: string[] = [];
  const watching = made("taps", {
    phase: "watch",
    until: "after",
    collect: async () => async () => {
      log.push("stopped");
    },
  });
  const run = runOf([
    watching,
    made("probe", { phase: "probe" }, log, async ({ plan }) => log.push(String(plan.targetPort))),
    made("ports", { phase: "before", refine: (plan) => ({ ...plan, targetPort: 8080 }) }, log),
    made("never", { phase: "probe", applies: ({ targetPort }) => targetPort === null }, log),
    made("end", { phase: "end" }, log),
  ]);
  await run.run(untilCancelled);
  assert.deepEqual(log, ["ports", "probe", "8080", "stopped", "end"]);
  assert.equal(run.plan.targetPort, 8080);
  assert.equal(
    run.reports.find(({ name }) => name === "never"),
    undefined,
  );
});

test("what a collector reads or records undeclared is a defect, and stops no other", async () => {
  const run = runOf([
    made("reads", { phase: "before" }, [], async ({ found }) => found.port("source")),
    made("records", { phase: "before", gives: ["chassis"] }, [], recorded("port")),
    made("whole", { phase: "probe", gives: ["port"] }, [], recorded("port")),
  ]);
  await run.run(untilCancelled);
  const states = run.reports.map(({ name, status }) => [name, status]);
  assert.deepEqual(states, [
    ["reads", "failed"],
    ["records", "failed"],
    ["whole", "done"],
  ]);
  assert.deepEqual(
    run.evidence.map(({ name }) => name),
    ["port"],
  );
});

test("when the time is over what there is stays, taps are stopped, the rest is named", async () => {
  const log: string[] = [];
  const hangs = async ({ record }: CollectContext): Promise<void> => {
    await record.observe(
      "node1",
      () => never,
      (data) => ({ kind: "fact", name: "node", role: "source", data }),
    );
  };
  const run = runOf(
    [
      made("taps", {
        phase: "watch",
        until: "after",
        gives: ["tap"],
        collect: async () => async (end) => {
          log.push(end.aborted ? "too late" : "drained");
        },
      }),
      made("hangs", { phase: "before", gives: ["node"] }, log, hangs),
      made("stuck", { phase: "before" }, log, () => never),
      made("probe", { phase: "probe", gives: ["probe"] }, log),
      made("rows", { phase: "follow-up", gives: ["port"], isInstant: true }, [], recorded("port")),
      made("end", { phase: "end", isInstant: true }, log),
    ],
    30,
  );
  await run.run(untilCancelled);
  assert.deepEqual(log, ["hangs", "stuck", "drained", "end"]);
  const items = run.evidence.map(({ name, status, reason }) => [name, status, reason?.code]);
  assert.deepEqual(items, [
    ["node", "failed", "TIME_RAN_OUT"],
    ["port", "ok", undefined],
  ]);
  const states = Object.fromEntries(run.reports.map(({ name, status }) => [name, status]));
  assert.deepEqual(states, {
    taps: "done",
    hangs: "cut-off",
    stuck: "cut-off",
    probe: "not-reached",
    rows: "done",
    end: "done",
  });
});

test("a collector that takes longer than its questions may is not waited for", async () => {
  const stuck = made("stuck", { phase: "before", questions: 1 }, [], () => never);
  const run = runOf([stuck, made("probe", { phase: "probe" })], 60_000, 10);
  await run.run(untilCancelled);
  const states = run.reports.map(({ status, reason }) => [status, reason?.args]);
  assert.deepEqual(states, [
    ["cut-off", { afterMs: 10 }],
    ["done", undefined],
  ]);
});

test("what comes late is left out and counted nowhere as seen", async () => {
  let finish = (): void => {};
  const late = made("late", { phase: "before", gives: ["port"] }, [], async (context) => {
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    await recorded("port")(context);
  });
  const run = runOf([late], 10);
  await run.run(untilCancelled);
  finish();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(run.evidence, []);
});

test("a caller who has gone ends it at once", async () => {
  const caller = new AbortController();
  const run = runOf([made("stuck", { phase: "before" }, [], () => never)]);
  const running = run.run(caller.signal);
  caller.abort(new Error("gone"));
  await assert.rejects(running, /gone/);
});
