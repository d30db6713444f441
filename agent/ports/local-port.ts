import type { LocalPort } from "../../proto/gen/tapline/v1/LocalPort.ts";
import type { PortLimits } from "../../proto/gen/tapline/v1/PortLimits.ts";
import { type Reason, reason } from "../../proto/reasons/index.ts";
import { bareAddresses } from "./links.ts";
import type { PluggedInterface } from "./ovs-view.ts";
import type { LocatedPort } from "./port-locator.ts";
import type { RememberedPort } from "./port-memory.ts";

/**
 * The message of a port: what OVS says, and what the namespace says, side by side.
 *
 * @param past what the pod's interface was known as, for a port that lost its iface-id.
 */
export function toLocalPort(located: LocatedPort, past: RememberedPort | null): LocalPort {
  const { candidate, open, podLink, veth } = located;
  const { plugged, hostLink } = candidate;
  const iface = plugged?.iface ?? null;
  const isNodeOwn = iface?.type === "internal" && hostLink !== null;
  const link = podLink ?? (isNodeOwn ? hostLink : null);
  const ids = iface?.externalIds ?? new Map<string, string>();
  return {
    ifaceId: candidate.ifaceId,
    interface: iface?.name ?? "",
    bridge: plugged?.bridge?.name ?? "",
    ofport: iface?.ofport ?? -1,
    ovsError: iface?.error ?? "",
    podNamespace: ids.get("pod_namespace") ?? past?.podNamespace ?? "",
    podName: ids.get("pod_name") ?? past?.podName ?? "",
    netns: open?.netns.path ?? "",
    podInterface: podLink?.name ?? "",
    veth: veth?.name ?? "",
    vethIfindex: veth?.ifindex ?? 0,
    mac: link?.mac ?? "",
    addresses: link === null ? [] : bareAddresses(link),
    mtu: link?.mtu ?? 0,
    externalIds: Object.fromEntries(ids),
    podPid: open?.netns.pid ?? 0,
    limits: plugged === null ? null : limitsOf(plugged),
  };
}

function limitsOf({ iface, queueing }: PluggedInterface): PortLimits {
  return {
    policingKbps: iface.policingRate,
    policingBurstKb: iface.policingBurst,
    qosType: queueing?.qos.type ?? "",
    qosConfig: Object.fromEntries(queueing?.qos.otherConfig ?? []),
    queueConfig: Object.fromEntries(queueing?.queue?.otherConfig ?? []),
  };
}

/** Of one port: what is missing, and where OVS and the namespace disagree. */
export function portProblems(located: LocatedPort, past: RememberedPort | null): Reason[] {
  const { candidate, open, podLink, veth } = located;
  const { ifaceId, plugged, hostLink } = candidate;
  const isNodeOwn = plugged?.iface.type === "internal" && hostLink !== null;
  if (isNodeOwn) return [];
  const name = plugged?.iface.name ?? hostLink?.name ?? "";
  const port = ifaceId === "" ? name : ifaceId;
  const problems: Reason[] = [];
  if (ifaceId === "" && past !== null) {
    const code = plugged === null ? "INTERFACE_ON_NO_BRIDGE" : "INTERFACE_LOST_ID";
    problems.push(reason(code, { interface: name, was: past.ifaceId }));
  }
  if (plugged !== null && hostLink === null && open === null) {
    problems.push(reason("DEVICE_MISSING", { interface: name }));
  }
  if (open === null) problems.push(reason("PORT_NAMESPACE_NOT_FOUND", { port }));
  else if (podLink === null) problems.push(reason("PORT_POD_WITHOUT_INTERFACE", { port }));
  else if (veth !== null && plugged !== null && veth.name !== name) {
    const linked = { port, linked: veth.name, interface: name };
    problems.push(reason("PORT_LINKED_ELSEWHERE", linked));
  }
  return problems;
}
