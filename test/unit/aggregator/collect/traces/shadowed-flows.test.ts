import assert from "node:assert/strict";
import { test } from "node:test";
import { PathAgents } from "../../../../../aggregator/collect/path-agents.ts";
import { Recorder } from "../../../../../aggregator/collect/recorder.ts";
import { dumpShadowed } from "../../../../../aggregator/collect/traces/shadowed-flows.ts";
import type { CaseFile } from "../../../../../aggregator/evidence/case-file.ts";
import { caseVersion } from "../../../../../aggregator/evidence/case-file.ts";
import { CaseView } from "../../../../../aggregator/evidence/view.ts";
import type { Inventory } from "../../../../../aggregator/inventory/inventory.ts";
import type { AgentDirectory } from "../../../../../aggregator/transport/agent-directory.ts";
import type { AgentHandle } from "../../../../../aggregator/transport/agent-handle.ts";
import { planOf } from "../../plan.ts";

function caseOf(evidence: CaseFile["evidence"]): CaseFile {
  const plan = planOf("icmp", null);
  return { version: caseVersion, id: "", startedAt: "", durationMs: 0, plan, evidence, agents: [] };
}

/** A trace that a flow of nobody's drops in that table. */
function traceDroppedIn(recorder: Recorder, table: number, node = "node1"): void {
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
  recorder.recording(["openflow-trace"], new AbortController().signal).ok(node, {
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

function contextOf(recorder: Recorder, directory: AgentDirectory) {
  const { signal } = new AbortController();
  return {
    inventory: {} as Inventory,
    agents: new PathAgents(directory),
    found: new CaseView(caseOf(recorder.items)),
    record: recorder.recording(["shadowed-flows"], signal),
    questionMs: 1_000,
    signal,
  };
}

test("no node waits for another one's dumps", async () => {
  const recorder = new Recorder();
  traceDroppedIn(recorder, 65, "node1");
  traceDroppedIn(recorder, 65, "node2");
  const asked: string[] = [];
  let answer: () => void = () => {};
  const both = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const agent = (node: string): AgentHandle =>
    ({
      info: { status: "ok" },
      flows: async () => {
        asked.push(node);
        if (asked.length === 2) answer();
        await both;
      },
    }) as unknown as AgentHandle;
  await dumpShadowed(contextOf(recorder, { agent, list: () => [] }));
  assert.deepEqual(asked, ["node1", "node2"]);
});

test("agents are asked for one dump after the other, and once for the same flow", async () => {
  const recorder = new Recorder();
  for (const table of [65, 65, 40, 41]) traceDroppedIn(recorder, table);
  const asked: number[] = [];
  let running = 0;
  const agent = {
    info: { status: "ok" },
    flows: async ({ table }: { table: number }) => {
      running += 1;
      assert.equal(running, 1, "an agent refuses more than two at a time");
      asked.push(table);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
    },
  } as unknown as AgentHandle;
  const directory = { agent: () => agent, list: () => [] };
  await dumpShadowed(contextOf(recorder, directory));
  assert.deepEqual(asked, [65, 40, 41]);
  const shadowed = recorder.items.filter(({ name }) => name === "shadowed-flows");
  assert.deepEqual(
    shadowed.map((item) => [item.status, item.name === "shadowed-flows" ? item.of : ""]),
    ["e1", "e2", "e3", "e4"].map((id) => ["ok", id]),
  );
});
