import { reason } from "../../../proto/reasons/index.ts";
import { observe } from "../../correlation/join/observe.ts";
import { recognise } from "../../correlation/join/recognise.ts";
import type { Role } from "../../evidence/plan.ts";
import { grownBy, watched } from "../../host-state/growth.ts";
import { atPods, type Check, type CheckContext, endArgs, ends, type Look } from "../check.ts";

/**
 * Packets reach both pods with good checksums. A bad one where a packet is sent is ordinary
 * offload, and between two veths of one kernel it may stay so unharmed; the pod's kernel counts
 * those that it refuses.
 */
export const checksumCheck: Check = {
  name: "pod/checksum",
  description: "Packets arrive at both pods with checksums that their kernels accept",
  codes: ["CHECKSUM_ERROR"],
  reads: ["netns", "port", "tap"],
  run(context) {
    return atPods(context.view, (role) => badArrivals(context, role));
  },
};

function badArrivals(context: CheckContext, role: Role): Look {
  const { view, located } = context;
  if (located.asked === null) return reason("PROBE_SILENT", {});
  const isRequest = role === "destination";
  const point = isRequest ? "destination-veth" : "source-veth";
  const observation = observe(view, { point, role, encapsulated: false });
  if ("blind" in observation) return observation.blind.reason;
  const { series } = located.asked;
  const arrived = observation.seen.sightings.filter((s) => {
    const kind = s.direction === "out" ? recognise(series, s)?.kind : undefined;
    return kind !== undefined && (kind === "request") === isRequest;
  });
  const bad = arrived.filter((s) => s.ip?.checksum === "bad").length;
  if (bad === 0) return null;
  const refused = refusals(context, role);
  if (refused !== null && refused.count === 0) return null;
  const { node, interface: name, evidence } = observation.seen;
  return {
    code: "CHECKSUM_ERROR",
    stage: isRequest ? "destination-pod" : "source-pod",
    direction: isRequest ? "request" : "reply",
    node,
    args: {
      ...ends(view, isRequest ? "request" : "reply"),
      ...endArgs(view, role),
      node,
      interface: name,
      lost: bad,
      sent: arrived.length,
    },
    resources: [],
    evidence: [...evidence, ...(refused?.evidence ?? [])],
    weight: refused === null ? "supporting" : "decisive",
  };
}

/** Packets that the pod's kernel refused for their checksum; null when it is not known. */
function refusals({ view }: CheckContext, role: Role) {
  const looked = watched(view, role, "pod");
  if (!looked.known) return null;
  const { before, after, evidence } = looked.value;
  const names = ["Tcp", "Udp", "Udp6", "Icmp", "Icmp6"].map((name) => `${name}InCsumErrors`);
  const grown = names.map((name) => grownBy(before.counters, after.counters, name));
  return { count: grown.reduce((sum, by) => sum + by, 0), evidence };
}
