import { reason } from "../../../proto/reasons/index.ts";
import type { Row } from "../../correlation/join/matrix.ts";
import { leavesUnmasqueraded } from "../../correlation/locate/masquerade.ts";
import { exitRole } from "../../evidence/plan.ts";
import { grownBy, watched } from "../../host-state/growth.ts";
import { type Check, type CheckContext, ends, type Found, type Look, lookedAt } from "../check.ts";

/**
 * What the gateway node gets has good checksums, from the pod and from outside. Connection tracking
 * takes no packet with a bad one for part of a connection, so it is not translated (Linux
 * nf_conntrack_checksum): a request leaves with the pod's address, a reply ends in the node itself.
 */
export const gatewayChecksumCheck: Check = {
  name: "gateway/checksum",
  description: "Packets arrive at the gateway node with checksums that its kernel accepts",
  codes: ["CHECKSUM_ERROR"],
  reads: ["netns", "tap"],
  run(context) {
    const { exit, destination } = context.view.plan;
    if (exit !== "outside" || destination.attachment !== "ovn0") return lookedAt([]);
    return lookedAt([badRequests(context), badReplies(context)]);
  },
};

function badRequests(context: CheckContext): Look {
  if (!leavesUnmasqueraded(context.view)) return null;
  const isArrival = ({ step }: Row): boolean =>
    step.point === "gateway-ovn0" && step.direction === "request";
  return badArrivals(context, isArrival, ["nf_conntrack_invalid"]);
}

function badReplies(context: CheckContext): Look {
  const isArrival = ({ step }: Row): boolean =>
    step.point === "gateway-uplink" && !step.encapsulated && step.direction === "reply";
  return badArrivals(context, isArrival, refusals);
}

/** What a kernel counts that gets a packet for itself: nstat(8). */
const refusals = ["Tcp", "Udp", "Udp6", "Icmp", "Icmp6"].map((name) => `${name}InCsumErrors`);

/** @param counters of the node, one of which grows when such packets are refused. */
function badArrivals(
  { view, located }: CheckContext,
  isArrival: (row: Row) => boolean,
  counters: readonly string[],
): Look {
  if (located.asked === null) return reason("PROBE_SILENT", {});
  const row = located.asked.rows.find(isArrival);
  if (row === undefined || "blind" in row.observation) return null;
  const marks = [...row.seen.values(), ...row.refused.values()];
  const bad = marks.filter((mark) => mark.bad > 0).length;
  if (bad === 0) return null;
  const role = exitRole(view.plan);
  const looked = watched(view, role, "node");
  if (!looked.known) return looked.reason;
  const { before, after, evidence } = looked.value;
  const grown = counters.reduce(
    (sum, name) => sum + grownBy(before.counters, after.counters, name),
    0,
  );
  if (grown === 0) return null;
  const { node, interface: name, evidence: taps } = row.observation.seen;
  const { direction } = row.step;
  return {
    code: "CHECKSUM_ERROR",
    stage: "gateway",
    direction,
    node,
    args: { ...ends(view, direction), node, interface: name, lost: bad, sent: marks.length },
    resources: [],
    evidence: [...taps, ...evidence],
    weight: grown >= bad ? "decisive" : "supporting",
  } satisfies Found;
}
