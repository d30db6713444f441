import type { Metrics } from "../../lib/metrics/metrics.ts";
import type { aggregatorMetrics } from "../../proto/metrics/aggregator.ts";
import type { SourceHealth } from "../inventory/health.ts";
import type { InventorySize, InventoryWork } from "../inventory/inventory.ts";
import type { AgentList } from "../services/agents/agents.ts";
import type { TransferCounts } from "../transport/transfer-desk.ts";

type AggregatorMetrics = Metrics<typeof aggregatorMetrics>;

/** What the aggregator knows of itself at any moment; asked at each look at the metrics. */
export interface AggregatorState {
  readonly ready: () => boolean;
  readonly agents: () => AgentList["agents"];
  readonly inventory: {
    health(): readonly SourceHealth[];
    sizes(): readonly InventorySize[];
    work(): InventoryWork;
  };
  readonly transfers: () => TransferCounts;
  readonly logicalTraces: () => { readonly byDaemon: number; readonly oneShot: number };
}

/** Has the state read at each look. */
export function readState(metrics: AggregatorMetrics, state: AggregatorState): void {
  metrics.onLook(() => {
    metrics.value("tapline_aggregator_ready", state.ready() ? 1 : 0);
    readSources(metrics, state.inventory);
    readAgents(metrics, state.agents());
    readTransfers(metrics, state.transfers());
    const { byDaemon, oneShot } = state.logicalTraces();
    metrics.show("tapline_aggregator_logical_traces_total", [
      { labels: { by: "daemon" }, value: byDaemon },
      { labels: { by: "program" }, value: oneShot },
    ]);
  });
}

function readSources(metrics: AggregatorMetrics, inventory: AggregatorState["inventory"]): void {
  const health = inventory.health();
  metrics.show(
    "tapline_aggregator_source_up",
    health.map(({ name, status }) => ({
      labels: { source: name },
      value: status === "ok" ? 1 : 0,
    })),
  );
  metrics.show(
    "tapline_aggregator_source_age_seconds",
    health.flatMap(({ name, status, since }) => {
      const ageSeconds = status === "ok" ? 0 : (Date.now() - since.getTime()) / 1_000;
      // Before it was read, and where it cannot be used, there is nothing that has an age.
      if (status !== "ok" && status !== "stale") return [];
      return [{ labels: { source: name }, value: ageSeconds }];
    }),
  );
  metrics.show(
    "tapline_aggregator_inventory_objects",
    inventory
      .sizes()
      .map(({ source, kind, count }) => ({ labels: { source, kind }, value: count })),
  );
  const { kubernetes, lostConnections } = inventory.work();
  metrics.show("tapline_aggregator_kubernetes_calls_total", [
    { labels: { call: "list" }, value: kubernetes.lists },
    { labels: { call: "watch" }, value: kubernetes.watches },
  ]);
  metrics.value("tapline_aggregator_kubernetes_failures_total", kubernetes.failures);
  metrics.show(
    "tapline_aggregator_database_connections_lost_total",
    lostConnections.map(({ database, count }) => ({ labels: { database }, value: count })),
  );
}

function readAgents(metrics: AggregatorMetrics, agents: AgentList["agents"]): void {
  const states = (["ok", "away"] as const).map((status) => {
    return { labels: { status }, value: agents.filter((one) => one.status === status).length };
  });
  metrics.show("tapline_aggregator_agents", states);
  metrics.show(
    "tapline_aggregator_agent_up",
    agents.map(({ node, status }) => ({ labels: { node }, value: status === "ok" ? 1 : 0 })),
  );
  const connected = agents.flatMap((one) => ("since" in one && one.status === "ok" ? [one] : []));
  const clocks = connected.flatMap(({ node, clock }) => (clock === null ? [] : [{ node, clock }]));
  metrics.show(
    "tapline_aggregator_agent_clock_offset_seconds",
    clocks.map(({ node, clock }) => ({ labels: { node }, value: clock.offsetMs / 1_000 })),
  );
  metrics.show(
    "tapline_aggregator_agent_clock_error_seconds",
    clocks.map(({ node, clock }) => ({ labels: { node }, value: clock.errorMs / 1_000 })),
  );
  metrics.show(
    "tapline_aggregator_agent_dropped_total",
    connected.flatMap(({ node, repliesDropped, eventsDropped }) => [
      { labels: { node, what: "replies" }, value: repliesDropped },
      { labels: { node, what: "events" }, value: eventsDropped },
    ]),
  );
}

function readTransfers(metrics: AggregatorMetrics, counts: TransferCounts): void {
  const { waiting, open, completed, failed, refused, bytes } = counts;
  metrics.show("tapline_aggregator_transfers", [
    { labels: { state: "waiting" }, value: waiting },
    { labels: { state: "open" }, value: open },
  ]);
  metrics.show("tapline_aggregator_transfers_total", [
    { labels: { result: "completed" }, value: completed },
    { labels: { result: "failed" }, value: failed },
    { labels: { result: "refused" }, value: refused },
  ]);
  metrics.value("tapline_aggregator_transfer_bytes_total", bytes);
}
