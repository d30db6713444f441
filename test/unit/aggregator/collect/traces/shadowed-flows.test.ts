import assert from "node:assert/strict";
import { test } from "node:test";
import { Recorder } from "../../../../../aggregator/collect/recorder.ts";
import { lookBeneath } from "../../../../../aggregator/collect/traces/shadowed-flows.ts";
import type { Inventory } from "../../../../../aggregator/inventory/inventory.ts";
import type { AgentHandle } from "../../../../../aggregator/transport/agent-handle.ts";

/** A trace that a flow of nobody's drops in that table. */
function traceDroppedIn(recorder: Recorder, table: number): void {
  const step = {
    bridge: "br-int",
    table,
    priority: 200,
    match: "reg15=0x7,metadata=0x1",
    cookie: "00000000",
    actions: ["drop"],
    depth: 0,
  };
  const result = "dropped" as const;
  const ends = { result, decidingStep: 0, outputs: [], finalFlow: "", text: "" };
  recorder.ok("node1", {
    kind: "openflow-trace",
    name: "openflow-trace",
    direction: "request",
    role: "source",
    data: {
      trace: { ...ends, steps: [step], datapathActions: "drop", skipped: "" },
      flow: "",
      owners: [{ kind: "no-cookie" }],
    },
  });
}

test("agents are asked for one dump after the other, and once for the same flow", async () => {
  const recorder = new Recorder();
  for (const table of [65, 65, 40, 41]) traceDroppedIn(recorder, table);
  const asked: number[] = [];
  let running = 0;
  const agent = {
    flows: async ({ table }: { table: number }) => {
      running += 1;
      assert.equal(running, 1, "an agent refuses more than two at a time");
      asked.push(table);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
    },
  } as unknown as AgentHandle;
  await lookBeneath({
    inventory: {} as Inventory,
    agents: new Map([["node1", agent]]),
    recorder,
    timeoutMs: 1_000,
    signal: new AbortController().signal,
  });
  assert.deepEqual(asked, [65, 40, 41]);
  const covered = recorder.items.filter(({ name }) => name === "covered-flows");
  assert.deepEqual(
    covered.map((item) => [item.status, item.name === "covered-flows" ? item.of : ""]),
    ["e1", "e2", "e3", "e4"].map((id) => ["ok", id]),
  );
});
