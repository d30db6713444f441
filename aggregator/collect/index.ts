import type { Collector } from "./collector.ts";
import { netnsCollector } from "./facts/netns.ts";
import { nodeCollector } from "./facts/node.ts";
import { podCollector } from "./facts/pod.ts";
import { portsCollector } from "./facts/ports.ts";
import { rivalsCollector } from "./facts/rivals.ts";
import { backendCollector } from "./packets/backend.ts";
import { gatewayCollector } from "./packets/gateway.ts";
import { holderCollector } from "./packets/holder.ts";
import { passiveCollector } from "./packets/passive.ts";
import { probesCollector } from "./packets/probes.ts";
import { sweepCollector } from "./packets/sweep.ts";
import { tapsCollector } from "./packets/taps.ts";
import { addressClaimsCollector } from "./rows/claim-rows.ts";
import { connectionsCollector } from "./rows/connections.ts";
import { controlPlaneCollector } from "./rows/control-plane.ts";
import { databaseRowsCollector } from "./rows/database-rows.ts";
import { destinationRowsCollector } from "./rows/destination-rows.ts";
import { environmentRowsCollector } from "./rows/environment-rows.ts";
import { kubernetesRowsCollector } from "./rows/kubernetes-rows.ts";
import { gatewayTraceCollector } from "./traces/gateway.ts";
import { logicalTraceCollector } from "./traces/logical.ts";
import { neighbourTraceCollector } from "./traces/neighbour.ts";
import { openflowTraceCollector } from "./traces/openflow.ts";
import { shadowedFlowsCollector } from "./traces/shadowed-flows.ts";
import { uplinkTraceCollector } from "./traces/uplink.ts";

/** Every collector of a diagnosis; the order is for readers, phases and needs decide. */
export const collectors: readonly Collector[] = [
  // With the packets, one phase after the other.
  tapsCollector,
  backendCollector,
  holderCollector,
  gatewayTraceCollector,
  gatewayCollector,
  portsCollector,
  netnsCollector,
  probesCollector,
  passiveCollector,
  sweepCollector,
  // Beside them: what the aggregator holds in memory,
  databaseRowsCollector,
  addressClaimsCollector,
  environmentRowsCollector,
  destinationRowsCollector,
  kubernetesRowsCollector,
  controlPlaneCollector,
  connectionsCollector,
  // and what nodes are asked.
  nodeCollector,
  podCollector,
  rivalsCollector,
  logicalTraceCollector,
  openflowTraceCollector,
  neighbourTraceCollector,
  uplinkTraceCollector,
  shadowedFlowsCollector,
];

/** Those that tell what br-int of both nodes does with a packet: `tapline trace` sends nothing. */
export const traceCollectors: readonly Collector[] = [
  portsCollector,
  nodeCollector,
  openflowTraceCollector,
];
