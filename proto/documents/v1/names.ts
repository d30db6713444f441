/** The names that documents are written in. Apart from the schemas, so that zod is not loaded. */

export const outcomeNames = ["reachable", "degraded", "unreachable", "inconclusive"] as const;
export const confidenceNames = ["confirmed", "likely", "inconclusive"] as const;
export const directionNames = ["request", "reply"] as const;
export const levelNames = ["fatal", "critical", "warning", "info"] as const;
export const protocolNames = ["icmp", "tcp", "udp"] as const;

export const doctorStatusNames = ["ok", "warning", "failed", "unknown"] as const;

/** Segments of the path between observation points, in the order of a request. */
export const stageNames = [
  "control-plane",
  "service",
  "source-pod",
  "source-bridge",
  "underlay",
  "destination-bridge",
  "destination-pod",
  "gateway",
] as const;

/** Observation points: where a packet can be seen. */
export const pointNames = [
  "source-veth",
  "source-tunnel",
  "source-uplink",
  "destination-uplink",
  "destination-tunnel",
  "destination-veth",
  "gateway-uplink",
  "gateway-ovn0",
  "provider-uplink",
] as const;

/** Exit status of the command line. */
export const exitStatus = {
  reachable: 0,
  fault: 1,
  usage: 2,
  inconclusive: 3,
  notPermitted: 4,
  broken: 5,
} as const;
