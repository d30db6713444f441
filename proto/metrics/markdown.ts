import type { MetricDefinition, MetricDefinitions } from "../../lib/metrics/definition.ts";
import { agentMetrics } from "./agent.ts";
import { aggregatorMetrics } from "./aggregator.ts";

/** docs/metrics.md, for people. */
export function metricsMarkdown(): string {
  return `${[
    "# Metrics",
    "",
    "Generated from `proto/metrics/` by `npm run codegen`; do not edit.",
    "",
    ...introduction,
    ...section("Aggregator", aggregatorMetrics),
    ...section("Agent", agentMetrics),
  ].join("\n")}\n`;
}

/** Paths with what each program answers there. */
const paths: readonly (readonly [path: string, aggregator: string, agent: string])[] = [
  ["/healthz", "200 while its event loop turns", "the same"],
  [
    "/readyz",
    "200 while it takes calls, and Kubernetes objects and both OVN databases are complete and " +
      "current; else 503",
    "200 while it has a session with an aggregator and can read the node's Open vSwitch; " +
      "else 503",
  ],
  [
    "/v1/agents",
    "the Agents document; over TCP with a bearer token, on a unix socket by its mode",
    "–",
  ],
];

const introduction = [
  "Both programs serve Prometheus' text format at `/metrics` of the addresses in",
  "`TAPLINE_HTTP_LISTEN` (`unix:/PATH` or `HOST:PORT`, comma-separated; nothing is served without",
  "it). Beside it:",
  "",
  "| path | aggregator | agent |",
  "|---|---|---|",
  ...paths.map(([path, aggregator, agent]) => `| \`${path}\` | ${aggregator} | ${agent} |`),
  "",
  "Bodies are JSON; that of `/readyz` lists every condition with its state and reason. An",
  "aggregator that is not ready still answers callers and agents as far as it can: let Services",
  "that lead to it publish addresses that are not ready. gRPC clients find the same state at",
  "`grpc.health.v1.Health`, and the API by server reflection, both on the callers' listener.",
  "",
  "Names are `tapline_<program>_<what>_<unit>`, in base units (seconds, bytes); counters end with",
  "`_total`. Values of labels are from closed sets, names of the cluster's nodes, or names of what",
  "this release knows (requests, codes, kinds), so their number is bounded. Of `process_…` and",
  "`nodejs_…` the names are those of Prometheus' own client libraries.",
  "",
  "The [dashboard](../deploy/monitoring/dashboard.json) and the",
  "[alert rules](../deploy/monitoring/prometheus-rule.yaml) use them; what to do about each alert",
  "is in [runbooks](runbooks.md).",
  "",
];

function section(title: string, metrics: MetricDefinitions): string[] {
  const rows = Object.entries(metrics).map(([name, metric]) => row(name, metric));
  return [
    `## ${title}`,
    "",
    "| metric | type | meaning | labels |",
    "|---|---|---|---|",
    ...rows,
    "",
  ];
}

function row(name: string, { type, help, labels }: MetricDefinition): string {
  const each = Object.entries(labels).map(([label, values]) => `\`${label}\`: ${values}`);
  return `| \`${name}\` | ${type} | ${help} | ${each.join("; ") || "–"} |`;
}
