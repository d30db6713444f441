import assert from "node:assert/strict";
import { test } from "node:test";
import { AggregatorWatch } from "../../../../aggregator/monitoring/aggregator-watch.ts";
import { readState } from "../../../../aggregator/monitoring/read-state.ts";
import { reason } from "../../../../proto/reasons/index.ts";

async function linesOf(watch: AggregatorWatch): Promise<ReadonlySet<string>> {
  return new Set((await watch.metrics.text()).split("\n"));
}

function assertHas(lines: ReadonlySet<string>, wanted: readonly string[]): void {
  assert.deepEqual(
    wanted.filter((line) => !lines.has(line)),
    [],
  );
}

test("requests are counted by outcome, diagnoses by what they came to", async () => {
  const watch = new AggregatorWatch("1.2.3");
  const failure = { stage: "underlay", direction: "request" };
  const tally = { outcome: "unreachable", failure, codes: ["UNDERLAY_BLOCKED", "NOT_A_CODE"] };
  watch.begun("diagnose");
  watch.begun("diagnose");
  watch.ended({ request: "diagnose", outcome: "answered", seconds: 2, tally });
  watch.ended({ request: "flows", outcome: "busy", seconds: 0, tally: null });
  assertHas(await linesOf(watch), [
    'tapline_aggregator_requests_running{request="diagnose"} 1',
    'tapline_aggregator_requests_total{request="diagnose",outcome="answered"} 1',
    'tapline_aggregator_requests_total{request="flows",outcome="busy"} 1',
    'tapline_aggregator_request_duration_seconds_sum{request="diagnose"} 2',
    'tapline_aggregator_diagnoses_total{outcome="unreachable"} 1',
    'tapline_aggregator_failures_total{stage="underlay",direction="request"} 1',
    'tapline_aggregator_findings_total{code="UNDERLAY_BLOCKED"} 1',
    'tapline_aggregator_findings_total{code="other"} 1',
  ]);
});

test("taps are counted with what was lost, and by whom", async () => {
  const watch = new AggregatorWatch("1.2.3");
  const lost = { kernel: 3, interface: 0, agent: 2, aggregator: 1 };
  watch.tapEnded({ complete: false, arrived: 10, lost });
  watch.tapEnded({ complete: true, arrived: 5, lost: { ...lost, kernel: 0 } });
  assertHas(await linesOf(watch), [
    'tapline_aggregator_taps_total{result="complete"} 1',
    'tapline_aggregator_taps_total{result="incomplete"} 1',
    "tapline_aggregator_records_total 15",
    'tapline_aggregator_records_lost_total{by="kernel"} 3',
    'tapline_aggregator_records_lost_total{by="agent"} 4',
  ]);
});

const agent = {
  version: "1",
  ovsVersion: "",
  ovnVersion: "",
  datapathType: "",
  repliesDropped: 2,
  eventsDropped: 1,
  commandsRunning: 0,
  residentMegabytes: 0,
  cpuPercent: 0,
  capabilities: { commands: [], linkTypes: [], tools: [] },
} as const;

test("state is read at the look: a stale source ages, an absent agent has no clock", async () => {
  const watch = new AggregatorWatch("1.2.3");
  const minuteAgo = new Date(Date.now() - 60_000);
  const clock = { offsetMs: 1_500, errorMs: 0.5 };
  const why = reason("SESSION_ENDED", {});
  readState(watch.metrics, {
    ready: () => false,
    agents: () => [
      { ...agent, node: "node1", status: "ok", since: minuteAgo, reason: null, clock },
      { ...agent, node: "node2", status: "away", since: minuteAgo, reason: why, clock: null },
      { node: "node3", status: "away" },
    ],
    inventory: {
      health: () => [
        { name: "kubernetes", status: "ok", since: minuteAgo, reason: null },
        { name: "ovn-northbound", status: "stale", since: minuteAgo, reason: why },
        { name: "ovn-southbound", status: "failed", since: minuteAgo, reason: why },
      ],
      sizes: () => [{ source: "kubernetes", kind: "Pod", count: 12 }],
      work: () => ({
        kubernetes: { lists: 1, watches: 2, failures: 3 },
        lostConnections: [{ database: "OVN_Northbound", count: 4 }],
      }),
    },
    transfers: () => ({ waiting: 1, open: 2, completed: 3, failed: 4, refused: 5, bytes: 6 }),
    logicalTraces: () => ({ byDaemon: 7, oneShot: 8 }),
  });
  const lines = await linesOf(watch);
  assertHas(lines, [
    "tapline_aggregator_ready 0",
    'tapline_aggregator_source_up{source="ovn-northbound"} 0',
    'tapline_aggregator_source_age_seconds{source="kubernetes"} 0',
    'tapline_aggregator_agents{status="away"} 2',
    'tapline_aggregator_agent_up{node="node3"} 0',
    'tapline_aggregator_agent_clock_offset_seconds{node="node1"} 1.5',
    'tapline_aggregator_agent_dropped_total{node="node1",what="replies"} 2',
    'tapline_aggregator_inventory_objects{source="kubernetes",kind="Pod"} 12',
    'tapline_aggregator_database_connections_lost_total{database="OVN_Northbound"} 4',
    "tapline_aggregator_kubernetes_failures_total 3",
    'tapline_aggregator_transfers_total{result="refused"} 5',
    'tapline_aggregator_logical_traces_total{by="program"} 8',
  ]);
  const text = [...lines].join("\n");
  const age = /source_age_seconds\{source="ovn-northbound"\} (\d+)/.exec(text)?.[1];
  assert.ok(Number(age) >= 60 && Number(age) < 120, `${age} s`);
  assert.ok(!text.includes('source_age_seconds{source="ovn-southbound"}'));
  assert.ok(!text.includes('agent_clock_offset_seconds{node="node2"}'));
});
