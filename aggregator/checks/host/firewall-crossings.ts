import type { Direction } from "../../../proto/documents/v1/diagnosis.ts";
import { type Reason, reason } from "../../../proto/reasons/index.ts";
import { senderOf, tunnelPacket } from "../../correlation/join/tunnel-packet.ts";
import { fabricOf, fabricsOf, otherRole, type Role } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import type { FirewallPacket } from "../../firewall/packet.ts";
import { uplinksOf } from "../../host-state/uplink.ts";
import { bridgeStage, type Place, stackStage } from "../check.ts";
import { probePacket } from "../pod/probe-packet.ts";

/** Hooks of a node's firewall that packets of the path pass. */
export interface HostCrossing {
  readonly role: Role;
  readonly hooks: readonly string[];
  readonly packet: FirewallPacket;
  /** Where packets stop when a rule there drops them. */
  readonly place: Place;
  /** Where they may seem to stop, too: what a device shows may be before or behind its hook. */
  readonly others: readonly Place[];
}

/**
 * Where netfilter of a node sees packets of the path. With the kernel's datapath, tunnel packets
 * pass its IP stack as any other UDP. ovs-vswitchd's own datapath reads and writes the devices
 * themselves: on its way only chains at a device's egress remain.
 *
 * @returns the reason where it is not known which of the two it is.
 */
export function hostCrossings(view: CaseView, role: Role): readonly HostCrossing[] | Reason {
  const facts = view.nodeFacts(role);
  if (!facts.known) return facts.reason;
  const datapath = facts.value.vswitchd?.datapathType ?? "";
  if (datapath === "") return reason("DATAPATH_UNKNOWN", {});
  const isKernel = datapath === "system";
  const isTunnel = view.plan.relation === "cross-node" && fabricsOf(view.plan).includes("tunnel");
  const tunnels = isTunnel ? tunnelCrossings(view, role, isKernel) : [];
  if ("code" in tunnels) return tunnels;
  const ends = endCrossings(view, role, isKernel);
  return "code" in ends ? ends : [...tunnels, ...ends];
}

/** A provider network's NIC carries frames with a VLAN tag: rules look for no addresses in them. */
function endCrossings(
  view: CaseView,
  role: Role,
  isKernel: boolean,
): readonly HostCrossing[] | Reason {
  const { attachment } = view.plan[role];
  if (attachment === "localnet") return [];
  if (attachment === "ovn0") return stackCrossings(view, role, [nodeInterface]);
  if (attachment !== "nic") return vethCrossings(view, role, isKernel);
  const nics = carriersOf(view, role);
  return "code" in nics ? nics : stackCrossings(view, role, nics);
}

type Names = readonly [string, ...string[]];

/**
 * The interface that has the address, then those below it. An address on a loopback or a dummy
 * interface (routing daemons' nodes) does not tell by which one its packets come and go.
 */
function carriersOf(view: CaseView, role: Role): Names | Reason {
  const uplinks = uplinksOf(view, role);
  if (!uplinks.known) return uplinks.reason;
  const [first, ...below] = uplinks.value;
  if (first === undefined || first.name === "lo" || first.kind === "dummy") {
    const node = view.plan[role].node ?? "";
    return reason("NIC_UNKNOWN", { why: reason("ADDRESS_ON_NO_NIC", { node }) });
  }
  return [first.name, ...below.map(({ name }) => name)];
}

function tunnelCrossings(
  view: CaseView,
  role: Role,
  isKernel: boolean,
): readonly HostCrossing[] | Reason {
  const names = carriersOf(view, role);
  if ("code" in names) return names;
  const crossings: HostCrossing[] = [];
  for (const direction of ["request", "reply"] as const) {
    if (fabricOf(view.plan, direction) !== "tunnel") continue;
    const outer = tunnelPacket(view, direction);
    if (!outer.known) return outer.reason;
    if (outer.value === null) continue;
    const leaves = senderOf(direction) === role;
    const place = { stage: bridgeStage(view, role), direction };
    const others: Place[] = [{ stage: "underlay", direction }];
    for (const [index, name] of names.entries()) {
      // The IP stack sees a packet once, at the interface that has the address.
      const stack = isKernel && index === 0 ? (leaves ? stackOut : stackIn) : [];
      const device = leaves ? ["egress"] : isKernel ? ["ingress"] : [];
      const hooks = leaves ? [...stack, ...device] : [...device, ...stack];
      const packet = {
        ...outer.value,
        ...(leaves ? { outInterface: name } : { inInterface: name }),
      };
      if (hooks.length > 0) crossings.push({ role, hooks, packet, place, others });
    }
  }
  return crossings;
}

const stackOut = ["output", "postrouting"] as const;
const stackIn = ["prerouting", "input"] as const;

function vethCrossings(
  view: CaseView,
  role: Role,
  isKernel: boolean,
): readonly HostCrossing[] | Reason {
  const port = view.port(role);
  if (!port.known) return port.reason;
  const veth = port.value?.veth ?? "";
  if (veth === "") return [];
  const into: Direction = role === "source" ? "reply" : "request";
  const from: Direction = role === "source" ? "request" : "reply";
  const toPod = { ...probePacket(view, into), outInterface: veth };
  const fromPod = { ...probePacket(view, from), inInterface: veth };
  return [
    { role, hooks: ["egress"], packet: toPod, ...bridgePlaces(view, role, into) },
    ...(isKernel
      ? [{ role, hooks: ["ingress"], packet: fromPod, ...bridgePlaces(view, role, from) }]
      : []),
  ];
}

/** On one node both bridges are one. */
function bridgePlaces(
  view: CaseView,
  role: Role,
  direction: Direction,
): Pick<HostCrossing, "place" | "others"> {
  const place = { stage: bridgeStage(view, role), direction };
  if (view.plan.relation !== "same-node") return { place, others: [] };
  return { place, others: [{ stage: bridgeStage(view, otherRole(role)), direction }] };
}

/**
 * At `ovn0` packets leave OVN for the node's own IP stack, for it to take them or to pass them on,
 * whatever datapath the switch has. At a NIC they come from the nodes' network.
 *
 * @param devices the one that has the address, then those below it: a bridge's NIC.
 */
function stackCrossings(
  view: CaseView,
  role: Role,
  [first, ...below]: Names,
): readonly HostCrossing[] {
  const into: Direction = role === "source" ? "reply" : "request";
  const from: Direction = role === "source" ? "request" : "reply";
  const toStack = { ...probePacket(view, into), inInterface: first };
  const fromStack = { ...probePacket(view, from), outInterface: first };
  const bridge = { stage: bridgeStage(view, role), direction: from };
  if (view.plan.exit === "outside" && role === "destination") {
    const onward = { role, place: { stage: "gateway", direction: into }, others: [] } as const;
    const back = { role, place: { stage: "gateway", direction: from }, others: [] } as const;
    // Its address is the node's until connection tracking has undone the masquerade: the chains at
    // prerouting before that know it by the other.
    const comingBack = probePacket(view, from);
    return [
      { ...onward, hooks: ["ingress", "prerouting", "forward", "postrouting"], packet: toStack },
      { ...back, hooks: ["prerouting"], packet: comingBack },
      { ...back, hooks: ["forward", "postrouting", "egress"], packet: fromStack },
    ];
  }
  // What the stack does not answer is a request that ends there.
  const own = { stage: stackStage(view, role), direction: "request" } as const;
  const isByOvn = view.plan[role].attachment === "ovn0";
  // What a NIC shows may be before or behind its hook, seen from the wire.
  const wire = { stage: "underlay", direction: from } as const;
  const arriving = { stage: "underlay", direction: into } as const;
  const taken = role === "source" ? { stage: stackStage(view, role), direction: into } : own;
  const sent = { role, place: own, others: isByOvn ? [bridge] : [wire] };
  const came = { role, place: taken, others: isByOvn ? [] : [arriving] };
  return [
    { ...came, hooks: ["ingress", "prerouting", "input"], packet: toStack },
    { ...sent, hooks: ["output", "postrouting", "egress"], packet: fromStack },
    ...below.flatMap((name): HostCrossing[] => [
      { ...came, hooks: ["ingress"], packet: { ...toStack, inInterface: name } },
      { ...sent, hooks: ["egress"], packet: { ...fromStack, outInterface: name } },
    ]),
  ];
}

/** Interface of every node into the join network (Kube-OVN pkg/util/const.go, NodeNic). */
const nodeInterface = "ovn0";
