import { type Reason, reason } from "../../../proto/reasons/index.ts";
import type { EvidenceName } from "../../evidence/item.ts";
import {
  exitRole,
  fabricOf,
  isHairpin,
  observableRoles,
  otherRole,
  type Role,
} from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { unmappedNetwork } from "../../host-state/bridge-mapping.ts";
import { unread } from "../../host-state/unread.ts";
import { vswitchdDown } from "../../host-state/vswitchd.ts";
import { addressOf } from "../../inventory/ip-address.ts";
import type { Segment } from "../join/route.ts";
import { flowDropOf, lastLogicalStep } from "./flow-drop.ts";
import { leavesUnmasqueraded, leavesUntranslated } from "./masquerade.ts";
import { absentInterface } from "./unplaced.ts";
import { wiringOf } from "./wiring.ts";

/**
 * Names the stage of a gap between two points.
 *
 * Inside pods and in the underlay the points themselves decide. On a bridge two more things must be
 * known: what br-int does with the packet, and whether both ports are wired up at all. While one of
 * them is unknown the stage is unknown: a conclusion that later evidence could move is none.
 */
export type StageAnswer =
  | { readonly known: true; readonly segment: Segment; readonly evidence: readonly string[] }
  | { readonly known: false; readonly reason: Reason };

/** What it takes to name a stage; checks that ask for stages read this as well. */
export const stageReads: readonly EvidenceName[] = [
  ...(["logical-port", "port", "port-binding"] as const),
  ...(["node", "pod", "pod-object", "openflow-trace"] as const),
];

export function stageOf(view: CaseView, candidate: Segment): StageAnswer {
  // No packet gets into a pod that has no interface, and none comes from it.
  const isBeyond =
    candidate.stage === "destination-pod" ||
    candidate.direction === "reply" ||
    (candidate.stage === "gateway" && candidate.bridge === undefined);
  const absent = isBeyond ? absentInterface(view, "destination") : null;
  if (absent !== null) {
    const segment: Segment = { stage: "control-plane", direction: "request" };
    return { known: true, segment, evidence: [absent] };
  }
  const role = candidate.bridge;
  if (role === undefined) return beyondBridges(view, candidate);
  const down = vswitchdDown(view, role);
  // Nothing decides on a bridge whose switch is down, and nothing can be asked.
  if (down.known && down.value !== null) {
    return { known: true, segment: candidate, evidence: [down.id] };
  }
  if (isHairpin(view.plan)) return turnedRound(view, candidate);
  const trace = view.openflowTrace(candidate.direction, role);
  if (!trace.known) {
    const known =
      withoutPatch(view, candidate, role) ??
      withoutGateway(view, candidate) ??
      withoutTunnel(view, candidate, role) ??
      fromStranger(view, candidate);
    return known ?? untraced(trace.reason);
  }
  const drop = flowDropOf(trace.value);
  if (drop === null || drop.kind === "miss" || drop.kind === "skipped") {
    const wiring = worstWiring(view);
    if (wiring.state === "unknown") return { known: false, reason: wiring.reason };
    if (wiring.state === "broken") {
      const segment: Segment = { stage: "control-plane", direction: "request" };
      return { known: true, segment, evidence: [trace.id] };
    }
  }
  const isForwarded = drop === null && leavesUnseen(view, candidate);
  if (isForwarded || (drop?.kind === "miss" && mayWait(view, candidate))) {
    return { known: false, reason: reason("LEAVES_UNSEEN", {}) };
  }
  if (view.plan.relation === "same-node" && view.plan.destination.attachment === "localnet") {
    return onLeavingBridge(view, candidate, trace.value, trace.id);
  }
  const isNowhere = view.plan.destination.attachment === "none";
  const isOneBridge = view.plan.relation === "same-node" && view.plan.exit === "none" && !isNowhere;
  if (!isOneBridge || candidate.direction === "reply") {
    return { known: true, segment: candidate, evidence: [trace.id] };
  }
  return onOneBridge(view, candidate, trace.value, trace.id);
}

/**
 * What a pod sends to itself by its Service is turned round on its bridge, by connection tracking:
 * only the logical network can be asked whether it drops that in the egress pipeline, where the
 * packet is on its way to the pod.
 */
function turnedRound(view: CaseView, candidate: Segment): StageAnswer {
  const trace = view.logicalTrace("request");
  if (!trace.known) return untraced(trace.reason);
  if (trace.value.result === "error") return untraced(trace.value.detail);
  const wiring = worstWiring(view);
  if (wiring.state === "unknown") return { known: false, reason: wiring.reason };
  const isEgress = trace.value.droppedAt?.pipeline === "egress";
  const isToPod = candidate.direction === "request" && isEgress;
  const stage = isToPod ? "destination-bridge" : candidate.stage;
  return { known: true, segment: { ...candidate, stage }, evidence: [trace.id] };
}

/** Its flows deliver it to a next hop that is nobody's point of the path: a gateway of the VPC. */
function leavesUnseen({ plan }: CaseView, { stage, direction }: Segment): boolean {
  const { destination, exit, fabric } = plan;
  const isOpen = destination.attachment === "none" && exit === "outside" && fabric === "tunnel";
  return isOpen && stage === "source-bridge" && direction === "request";
}

/**
 * What a router sends into a provider network waits for the MAC of the next hop, on whichever node:
 * only the NIC of the exit shows whether the router asks for it.
 */
function mayWait(view: CaseView, { stage, direction }: Segment): boolean {
  const { leaving } = view.plan.destination;
  if (leaving === undefined || stage !== "source-bridge" || direction !== "request") return false;
  return !view.tap(exitRole(view.plan)).known;
}

function untraced(why: Reason): StageAnswer {
  return { known: false, reason: reason("BRIDGE_UNKNOWN", { why }) };
}

/**
 * Between a provider network and br-int there is no patch port, so no trace can begin or end there.
 * The ports being wired up, nothing that a trace could tell would lead to another stage.
 */
function withoutPatch(view: CaseView, candidate: Segment, role: Role): StageAnswer | null {
  const { relation, destination } = view.plan;
  const isByVlan =
    relation === "cross-node" && fabricOf(view.plan, candidate.direction) === "provider";
  const isLeaving = role === "destination" && destination.attachment === "localnet";
  if (!isByVlan && !isLeaving) return null;
  const evidence = unmappedNetwork(view, role);
  if (evidence === null || worstWiring(view).state !== "good") return null;
  return { known: true, segment: candidate, evidence };
}

/**
 * A node that has no tunnel to the one that sends takes nothing from it: what arrives at its NIC
 * comes in by no port of br-int, and there is none to begin a trace with.
 */
function withoutTunnel(view: CaseView, candidate: Segment, role: Role): StageAnswer | null {
  const { direction, stage } = candidate;
  const isReceiving = role === (direction === "request" ? "destination" : "source");
  const isBridge = stage === `${role}-bridge`;
  if (!isReceiving || !isBridge || view.plan.relation !== "cross-node") return null;
  if (fabricOf(view.plan, direction) !== "tunnel") return null;
  const facts = view.nodeFacts(role);
  const sender = view.nodeFacts(otherRole(role));
  if (!facts.known || !sender.known) return null;
  if (unread(facts.value, "ovs-database") !== null) return null;
  const addresses = sender.value.links.flatMap((link) => link.addresses.map(addressOf));
  const isKnown = facts.value.tunnels.some(({ remoteIp }) => addresses.includes(remoteIp));
  if (addresses.length === 0 || isKnown) return null;
  return { known: true, segment: candidate, evidence: [facts.id, sender.id] };
}

/**
 * What a host of a VLAN answers cannot be traced: no end of the path is known there. It came in by
 * the NIC of the node that the requests left by; the ports being wired up, nothing would lead to
 * another stage.
 */
function fromStranger(view: CaseView, { stage, direction, bridge }: Segment): StageAnswer | null {
  if (direction !== "reply" || bridge !== strangersBridge(view)) return null;
  const port = view.port("source");
  if (!port.known || worstWiring(view).state !== "good") return null;
  return { known: true, segment: { stage, direction, bridge }, evidence: [port.id] };
}

/** Where answers from a VLAN enter br-int; null for what no host of a VLAN answers. */
function strangersBridge({ plan }: CaseView): Role | null {
  const { attachment } = plan.destination;
  if (attachment === "localnet") return "destination";
  return attachment === "none" && fabricOf(plan, "reply") === "provider" ? "source" : null;
}

/**
 * The router has no port on the source's subnet: nobody has the MAC that packets to another subnet
 * would be sent to, so there is none to trace, and none leaves the bridge.
 */
function withoutGateway(view: CaseView, candidate: Segment): StageAnswer | null {
  const { source, sameSubnet, fabric } = view.plan;
  if (candidate.stage !== "source-bridge" || candidate.direction !== "request") return null;
  if (sameSubnet || fabric === "provider" || source.gatewayMac !== null) return null;
  if (source.attachment !== "veth" || worstWiring(view).state !== "good") return null;
  const port = view.logicalPort("source");
  return port.known ? { known: true, segment: candidate, evidence: [port.id] } : null;
}

/**
 * What leaves the cluster with the pod's own address, although the Subnet's node should have given
 * it its own, stops at the gateway: the way back leads nowhere.
 */
function beyondBridges(view: CaseView, candidate: Segment): StageAnswer {
  const asItIs: StageAnswer = { known: true, segment: candidate, evidence: [] };
  if (candidate.outside === true && leavesUntranslated(view)) return withoutNat(view, asItIs);
  if (candidate.outside !== true || !leavesUnmasqueraded(view)) return asItIs;
  const subnet = view.subnet("source");
  if (!subnet.known) {
    return { known: false, reason: reason("MASQUERADE_UNKNOWN", { why: subnet.reason }) };
  }
  if (subnet.value?.natOutgoing !== true) return asItIs;
  const segment: Segment = { stage: "gateway", direction: "request" };
  return { known: true, segment, evidence: [subnet.id] };
}

/**
 * Where the router translates addresses at all, what leaves it with the pod's own is not meant to:
 * without any rule the network outside may well know the way back.
 */
function withoutNat(view: CaseView, asItIs: StageAnswer): StageAnswer {
  const nat = view.nat();
  if (!nat.known) {
    return { known: false, reason: reason("MASQUERADE_UNKNOWN", { why: nat.reason }) };
  }
  if (!nat.value.some(({ concerns }) => concerns === "source")) return asItIs;
  const segment: Segment = { stage: "gateway", direction: "request" };
  return { known: true, segment, evidence: [nat.id] };
}

/**
 * Where points between could not be observed, several segments remain: one stage is named only when
 * all of them lead to it.
 */
export function stageAmong(view: CaseView, candidates: readonly Segment[]): StageAnswer {
  const answers = candidates.map((candidate) => stageOf(view, candidate));
  const [first] = answers;
  if (first === undefined) return { known: false, reason: reason("NO_SEGMENT", {}) };
  if (answers.length === 1) return first;
  const same = answers.every(
    (answer) =>
      answer.known &&
      first.known &&
      answer.segment.stage === first.segment.stage &&
      answer.segment.direction === first.segment.direction,
  );
  return same ? first : { known: false, reason: openReason(candidates) };
}

function openReason(candidates: readonly Segment[]): Reason {
  const names = candidates.map((segment) => `${segment.stage}/${segment.direction}`);
  return reason("STAGES_POSSIBLE", { stages: [...new Set(names)] });
}

/**
 * Both pods are on one br-int. A drop that is proven to be in the egress pipeline of the
 * destination's switch is the destination's bridge, any other is the source's.
 */
function onOneBridge(
  view: CaseView,
  candidate: Segment,
  evidence: Parameters<typeof flowDropOf>[0],
  id: string,
): StageAnswer {
  const answer = (stage: "source-bridge" | "destination-bridge"): StageAnswer => ({
    known: true,
    segment: { ...candidate, stage },
    evidence: [id],
  });
  const drop = flowDropOf(evidence);
  if (drop === null) {
    // The flows deliver: then it is the interface behind the last port, or nothing we can see.
    const facts = view.nodeFacts("destination");
    const port = view.port("destination");
    if (!facts.known) return { known: false, reason: facts.reason };
    if (!port.known) return { known: false, reason: port.reason };
    const link = facts.value.links.find((l) => l.ifindex === port.value?.vethIfindex);
    return answer(link !== undefined && !link.up ? "destination-bridge" : "source-bridge");
  }
  const owner = evidence.owners[lastLogicalStep(evidence, evidence.trace.decidingStep)];
  const inEgress =
    owner?.kind === "logical-flow" &&
    owner.pipeline === "egress" &&
    owner.datapath === view.plan.destination.switchName;
  return answer(inEgress ? "destination-bridge" : "source-bridge");
}

/**
 * The pod's own node is the one by which its packets leave: what the flows of the pod's switch or
 * the router's ingress drop would be dropped there wherever the gateway is; all else is the
 * gateway's.
 */
function onLeavingBridge(
  view: CaseView,
  candidate: Segment,
  evidence: Parameters<typeof flowDropOf>[0],
  id: string,
): StageAnswer {
  const owner = evidence.owners[lastLogicalStep(evidence, evidence.trace.decidingStep)];
  const { source, destination } = view.plan;
  const isBefore =
    owner?.kind === "logical-flow" &&
    (owner.datapath === source.switchName ||
      (owner.datapath === destination.router && owner.pipeline === "ingress"));
  const isGateway = flowDropOf(evidence) === null || !isBefore;
  const stage = isGateway ? "gateway" : candidate.stage;
  return { known: true, segment: { ...candidate, stage }, evidence: [id] };
}

function worstWiring(view: CaseView): ReturnType<typeof wiringOf> {
  const both = observableRoles(view.plan).map((role) => wiringOf(view, role));
  return (
    both.find((wiring) => wiring.state === "unknown") ??
    both.find((wiring) => wiring.state === "broken") ?? { state: "good" }
  );
}
