import type { Direction, Stage } from "../../../proto/documents/v1/diagnosis.ts";
import { fabricsOf, type Role } from "../../evidence/plan.ts";
import { uplinksOf } from "../../host-state/uplink.ts";
import {
  atNodes,
  bridgeStage,
  type Check,
  type CheckContext,
  endArgs,
  ends,
  type Look,
  type Place,
  placeAmong,
  stackStage,
} from "../check.ts";

/** The interfaces on the path are up: the pod's, its veth, and the uplink. */
export const interfaceStateCheck: Check = {
  name: "host/interface-state",
  description: "The interfaces of both pods, on the host and inside, are up",
  codes: ["INTERFACE_DOWN", "POD_INTERFACE_DOWN"],
  reads: ["chassis", "node", "pod", "port"],
  run(context) {
    return atNodes(context.view, (role) => [downOf(context, role), uplinkDown(context, role)]);
  },
};

function downOf(context: CheckContext, role: Role): Look {
  const { view } = context;
  const { attachment } = view.plan[role];
  if (attachment === "localnet") return null; // the provider network's NIC: provider/network
  if (attachment === "nic") return nicDown(context, role);
  if (attachment !== "veth") return ownPortDown(context, role);
  const port = view.port(role);
  const facts = view.nodeFacts(role);
  if (!port.known) return port.reason;
  if (!facts.known) return facts.reason;
  const node = view.plan[role].node;
  const args = { ...ends(view), ...endArgs(view, role) };
  const veth = facts.value.links.find((link) => link.ifindex === port.value?.vethIfindex);
  if (veth !== undefined && !veth.up) {
    return {
      code: "INTERFACE_DOWN",
      ...(role === "source" ? segment("source-pod") : segment("destination-bridge")),
      node,
      args: { ...args, interface: veth.name },
      resources: [{ kind: "Interface", namespace: null, name: veth.name }],
      evidence: [facts.id, port.id],
      weight: "decisive",
    };
  }
  const pod = view.podFacts(role);
  if (!pod.known) return pod.reason;
  const name = port.value?.podInterface || "eth0";
  // One br-int is the source's bridge where the flows deliver.
  const shared = view.plan.relation === "same-node" ? [segment("source-bridge")] : [];
  const eth = pod.value.links.find((link) => link.name === name);
  if (eth === undefined || eth.up) return null;
  return {
    code: "POD_INTERFACE_DOWN",
    // The host's end may still take the packet and hand it to nobody: seen there or not.
    ...(role === "source"
      ? segment("source-pod")
      : placeAmong(context, segment("destination-pod"), segment("destination-bridge"), ...shared)),
    node,
    args: { ...args, interface: name },
    resources: [{ kind: "Pod", namespace: view.plan[role].namespace, name: view.plan[role].name }],
    evidence: [pod.id],
    weight: "decisive",
  };
}

/** The node's own interface on br-int, ovn0. */
function ownPortDown(context: CheckContext, role: Role): Look {
  const { view } = context;
  const port = view.port(role);
  const facts = view.nodeFacts(role);
  if (!port.known) return port.reason;
  if (!facts.known) return facts.reason;
  const name = port.value?.interface ?? "";
  const link = facts.value.links.find((one) => one.name === name);
  if (link === undefined || link.up) return null;
  return {
    code: "INTERFACE_DOWN",
    ...ownPortPlace(context, role),
    node: view.plan[role].node,
    args: { ...ends(view), ...endArgs(view, role), interface: name },
    resources: [{ kind: "Interface", namespace: null, name }],
    evidence: [facts.id, port.id],
    weight: "decisive",
  };
}

/** A node that sends by it sends nothing; one that is sent to gets nothing from its bridge. */
function ownPortPlace(context: CheckContext, role: Role): Place {
  const { view } = context;
  if (role === "source") {
    const back: Place = { stage: "source-bridge", direction: "reply" };
    return placeAmong(context, segment("source-pod"), segment("source-bridge"), back);
  }
  const first = segment(bridgeStage(view, role));
  const isOneBridge = view.plan.relation === "same-node";
  return isOneBridge ? placeAmong(context, first, segment("source-bridge")) : first;
}

/** The NIC by which a node sends packets of its own, past OVN. */
function nicDown(context: CheckContext, role: Role): Look {
  const { view } = context;
  const nics = uplinksOf(view, role);
  if (!nics.known) return nics.reason;
  const down = nics.value.find((link) => !link.up);
  if (down === undefined) return null;
  const back: Place = { stage: "underlay", direction: "reply" };
  return {
    code: "INTERFACE_DOWN",
    ...(role === "source"
      ? placeAmong(context, segment("source-pod"), segment("underlay"), back)
      : placeAmong(context, segment("underlay"), segment(stackStage(view, role)))),
    node: view.plan[role].node,
    args: { ...ends(view), ...endArgs(view, role), interface: down.name },
    resources: [{ kind: "Interface", namespace: null, name: down.name }],
    evidence: [nics.id],
    weight: "decisive",
  };
}

/** The interface that carries the tunnel's address, or the ports of the bridge that does. */
function uplinkDown(context: CheckContext, role: Role): Look {
  const { view } = context;
  if (view.plan.relation === "same-node" || !fabricsOf(view.plan).includes("tunnel")) return null;
  const uplinks = uplinksOf(view, role);
  if (!uplinks.known) return uplinks.reason;
  const down = uplinks.value.find((link) => !link.up);
  if (down === undefined) return null;
  const node = view.plan[role].node;
  const place =
    role === "source"
      ? placeAmong(context, segment("source-bridge"), { stage: "underlay", direction: "reply" })
      : placeAmong(context, segment("underlay"), segment("destination-bridge"));
  return {
    code: "INTERFACE_DOWN",
    ...place,
    node,
    args: { ...ends(view), ...endArgs(view, role), interface: down.name },
    resources: [{ kind: "Interface", namespace: null, name: down.name }],
    evidence: [uplinks.id],
    weight: "decisive",
  };
}

function segment(stage: Stage): { stage: Stage; direction: Direction } {
  return { stage, direction: "request" };
}
