import assert from "node:assert/strict";
import type { EvidenceItem } from "../../../../aggregator/evidence/item.ts";
import type { Diagnosis } from "../../../../proto/documents/v1/diagnosis.ts";
import { said } from "../../../../proto/reasons/index.ts";

/** How an item is taken away. */
export type Loss = "keep" | "gone" | "failed" | "thinned";

export const losses: readonly Loss[] = ["keep", "keep", "gone", "failed", "thinned"];

export function lose(item: EvidenceItem, loss: Loss, which: number): EvidenceItem[] {
  switch (loss) {
    case "keep":
      return [item];
    case "gone":
      return [];
    case "failed":
      return [
        { ...item, status: "failed", reason: said("taken away"), data: null } as EvidenceItem,
      ];
    case "thinned":
      return [thinned(item, which)];
  }
}

/** One sighting of a tap, or one attempt of a probe, is missing. */
export function thinned(item: EvidenceItem, which: number): EvidenceItem {
  if (item.name === "tap" && item.data !== null) {
    const { sightings } = item.data;
    const left = sightings.filter((_, index) => index !== which % Math.max(1, sightings.length));
    return { ...item, data: { ...item.data, sightings: left } };
  }
  if (item.name === "probe" && item.data !== null) {
    const { attempts } = item.data;
    const left = attempts.filter((_, index) => index !== which % Math.max(1, attempts.length));
    return { ...item, data: { ...item.data, attempts: left } };
  }
  return item;
}

const sureness = { inconclusive: 0, likely: 1, confirmed: 2 } as const;

/** Say only that packets end within a stage: left of any cause there that is not seen any more. */
const symptoms: ReadonlySet<string> = new Set([
  ...["POD_NO_REPLY", "POD_REFUSED", "REPLY_NOT_ACCEPTED", "POD_SENT_NOTHING"],
  ...["POD_LOSS", "BRIDGE_LOSS"],
  ...["NODE_REPLY_NOT_ACCEPTED", "NODE_SENT_NOTHING"],
]);

/**
 * What a cause may become besides, once what tells it is gone: a less precise name for the same, or
 * what it brought about.
 *
 * - `likely`: it says less, and is never confirmed;
 * - `proven`: a consequence with evidence of its own, which was a finding before, or the part of
 *   the cause that other evidence proves. It may be as sure as the cause was.
 */
const lessPrecise: Readonly<Record<string, Readonly<Record<string, "likely" | "proven">>>> = {
  // That packets of a size do not pass, without what lets the others pass.
  PATH_MTU_TOO_SMALL: { INTERFACE_DROPS: "likely", UNDERLAY_BLOCKED: "likely" },
  // Of the packets that are left to see none arrived.
  UNDERLAY_LOSS: { UNDERLAY_BLOCKED: "likely" },
  // A bucket that holds no large packet passes small ones.
  RATE_LIMITED: { PATH_MTU_TOO_SMALL: "likely" },
  // It lags because it refuses another version.
  OVN_VERSION_MISMATCH: { OVN_CONTROLLER_LAGGING: "likely" },
  // The flow is nobody's, whichever of OVN's it is in front of.
  FLOW_SHADOWED: { FLOW_ALIEN: "proven" },
  // Without a tunnel ovn-controller makes no flow for it, or one that cannot be carried out.
  ENCAP_IP_MISMATCH: { FLOW_SKIPPED: "proven" },
  TUNNEL_MISSING: { FLOWS_NOT_INSTALLED: "proven" },
  OVN_CONTROLLER_DOWN: { FLOWS_NOT_INSTALLED: "proven" },
  // Two owners of an address: the pod's neighbour entry is the other one's. Without what names them
  // it is left that another answers.
  IP_CONFLICT: { POD_NEIGHBOUR_WRONG: "proven", ANSWERED_ELSEWHERE: "likely" },
  // Nobody holds an address, or another than was learnt: nor does the pod that is looked at.
  ADDRESS_NOT_HELD: { POD_ADDRESS_MISSING: "proven" },
  MAC_BINDING_STALE: { POD_ADDRESS_MISSING: "proven" },
  // By one MAC of two ports the flows lead to the other.
  MAC_CONFLICT: { FLOW_WRONG_OUTPUT: "proven", LOGICAL_DELIVERS_ELSEWHERE: "proven" },
  // Nodes that take turns with a port or a chassis: what the flows and rows are at the moment.
  CHASSIS_DUPLICATE: { FLOWS_NOT_INSTALLED: "proven", TUNNEL_MISSING: "proven" },
  IFACE_ID_DUPLICATE: { FLOW_WRONG_OUTPUT: "proven", LOGICAL_PORT_NOT_BOUND: "proven" },
  // An external address that leads to nobody is answered by nobody outside.
  NAT_STALE: { EXTERNAL_NO_REPLY: "proven" },
  // What is sent to another's MAC does not arrive.
  TUNNEL_NEIGHBOUR_WRONG: { UNDERLAY_BLOCKED: "proven" },
  // Without the Pod's object nobody knows that the port is its probe's, without the pod's sockets
  // that nothing listens: that the Pod is not ready is left.
  POD_PROBE_PORT_NOT_LISTENING: { PORT_NOT_LISTENING: "proven", POD_NOT_READY: "likely" },
  // A node that is off answers nothing.
  NODE_NOT_READY: { UNDERLAY_BLOCKED: "proven" },
  // OVN works by what northd wrote last.
  NORTHD_STALLED: { LOGICAL_PORT_NOT_BOUND: "proven", ACL_DENIED: "proven" },
  // What Kubernetes knows of the pod is why the node has nothing of it.
  POD_NETWORK_NOT_READY: { POD_INTERFACE_MISSING: "proven" },
  POD_NOT_RUNNING: { LOGICAL_PORT_MISSING: "proven" },
  // The other end of a veth that is down counts drops.
  POD_INTERFACE_DOWN: { INTERFACE_DROPS: "proven" },
  // The filter drops because the way back leads elsewhere.
  RP_FILTER_DROP: { POD_ROUTE_ELSEWHERE: "proven" },
};

/** A cause that remains is the same, or a less precise one of those listed. */
function assertNoNewCause(before: Diagnosis, after: Diagnosis, name: string): void {
  const [was, is] = [before.cause?.code, after.cause?.code];
  if (is === undefined || was === is) return;
  const proof = symptoms.has(is) ? "likely" : lessPrecise[was ?? ""]?.[is];
  assert.ok(was !== undefined && proof !== undefined, `${name}: ${was} became ${is}`);
  if (proof === "likely") {
    assert.notEqual(after.confidence, "confirmed", `${name}: ${was} became a confirmed ${is}`);
  }
}

/** Taking evidence away may weaken a verdict, never move it, and makes nothing surer. */
export function assertOnlyWeaker(before: Diagnosis, after: Diagnosis, name: string): void {
  const [was, is] = [before.failure, after.failure];
  if (is !== null) {
    assert.ok(was !== null, `${name}: a failure appeared at ${is.stage}`);
    assert.deepEqual([is.stage, is.direction], [was.stage, was.direction], `${name}: it moved`);
  }
  const surer = sureness[after.confidence] > sureness[before.confidence];
  assert.ok(!surer, `${name}: ${before.confidence} became ${after.confidence}`);
  assertNoNewCause(before, after, name);
  if (before.outcome === "reachable") {
    assert.ok(["reachable", "inconclusive"].includes(after.outcome), `${name}: ${after.outcome}`);
  } else if (after.outcome === "reachable") {
    // The asked probes were answered; what made the path degraded is no longer seen.
    assert.equal(before.outcome, "degraded", name);
    assert.notEqual(after.confidence, "confirmed", `${name}: loss of evidence reads as health`);
  }
}
