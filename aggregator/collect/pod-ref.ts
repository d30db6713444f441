import type { PodRef } from "../../proto/gen/tapline/v1/PodRef.ts";
import { isHost, type PlannedEnd } from "../evidence/plan.ts";

/** How an agent is told which pod is meant. */
export function podRef(end: PlannedEnd): PodRef {
  return {
    namespace: end.namespace ?? "",
    name: end.name,
    logicalPort: end.logicalPort ?? "",
    addresses: [...end.ips],
    mac: end.mac ?? "",
    interface: end.interface ?? "",
    hostNetwork: isHost(end),
  };
}
