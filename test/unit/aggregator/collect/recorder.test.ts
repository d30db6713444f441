import assert from "node:assert/strict";
import { test } from "node:test";
import { Recorder } from "../../../../aggregator/collect/recorder.ts";
import { reason } from "../../../../proto/reasons/index.ts";
import { ReasonedError } from "../../../../proto/reasons/reasoned-error.ts";

const port = { kind: "port", name: "port", role: "source", data: null } as const;
const never = new AbortController().signal;

test("items are numbered in the order in which looking ended; what failed is an item", async () => {
  const recorder = new Recorder();
  const record = recorder.recording(["port"], never);
  const slow = record.observe(
    "node1",
    () => new Promise((resolve) => setImmediate(resolve)),
    () => port,
  );
  const fails = async (): Promise<null> => {
    throw new ReasonedError(reason("NO_AGENT", { node: "node2" }));
  };
  assert.equal(await record.observe("node2", fails, () => port), null);
  await slow;
  assert.deepEqual(
    recorder.items.map(({ id, node, status, reason: why }) => [id, node, status, why?.code]),
    [
      ["e1", "node2", "failed", "NO_AGENT"],
      ["e2", "node1", "ok", undefined],
    ],
  );
});

test("what is being looked at when the time is over has failed", async () => {
  const over = new AbortController();
  const recorder = new Recorder();
  const record = recorder.recording(["port"], over.signal);
  const looking = record.observe(
    "node1",
    () => new Promise<never>(() => {}),
    () => port,
  );
  over.abort(new ReasonedError(reason("TIME_RAN_OUT", {})));
  assert.equal(await looking, null);
  assert.equal(recorder.items[0]?.reason?.code, "TIME_RAN_OUT");
});

test("what comes when a recording is closed is left out, and counted", () => {
  const recorder = new Recorder();
  const record = recorder.recording(["port"], never);
  record.close();
  record.ok("node1", port);
  record.failed("node1", port, reason("TIME_RAN_OUT", {}));
  assert.deepEqual([recorder.items.length, recorder.late], [0, 2]);
});

test("a kind that was not declared cannot be recorded", () => {
  const record = new Recorder().recording(["chassis"], never);
  assert.throws(() => record.ok("node1", port), /port: the collector gives chassis/);
});
