import type { Protocol } from "../../proto/documents/v1/diagnosis.ts";
import type { Endpoint, PodEndpoint } from "../inventory/endpoints/endpoints.ts";
import type { ContainerProbe } from "../inventory/kubernetes/probe-projection.ts";
import type { PathRequest } from "./request.ts";

/** What a request leaves open, filled in. */
export interface Probed {
  readonly protocol: Protocol | null;
  readonly port: number | null;
  /** Path to GET; "" for none. */
  readonly httpPath: string;
}

/**
 * From a node to a pod, where the request names no port: what the kubelet asks the pod, if one of
 * its containers has a probe. A request for another protocol than TCP stays as it is.
 */
export function withPodProbe(
  from: Endpoint,
  to: Endpoint,
  { protocol, port, httpPath = "" }: PathRequest,
): Probed {
  const asked = { protocol, port, httpPath };
  const isOpen = port === null && (protocol === null || protocol === "tcp");
  if (from.kind !== "Node" || to.kind !== "Pod" || !isOpen) return asked;
  const probe = probeToAsk(to);
  if (probe === null) return asked;
  const isHttp = protocol === null && probe.by === "http" && !probe.isEncrypted;
  return { protocol: "tcp", port: probe.port, httpPath: isHttp ? pathOf(probe) : "" };
}

/** One that fails by what the pod's status says, else the first. */
function probeToAsk({ pod }: PodEndpoint): ContainerProbe | null {
  const asked = pod.probes.filter(({ port, host }) => port !== null && host === "");
  const failing = asked.find(({ container }) =>
    pod.containers.some(({ name, ready, reason }) => name === container && !ready && reason === ""),
  );
  return failing ?? asked[0] ?? null;
}

/** What else a path may hold cannot be put into a request line as it is. */
function pathOf({ path }: ContainerProbe): string {
  return /^\/[\x21-\x7e]*$/.test(path) ? path : "";
}
