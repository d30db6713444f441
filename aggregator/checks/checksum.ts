import { observe } from "../correlation/observe.ts";
import { recognise } from "../correlation/recognise.ts";
import { type Check, ends, foundOrClean, skipped } from "./check.ts";

/**
 * Packets reach the destination's veth with good checksums. A bad one at the source is ordinary
 * offload; one that is still bad where the packet is delivered makes the pod's kernel drop it.
 */
export const checksumCheck: Check = {
  name: "pod/checksum",
  description: "Packets arrive at the destination's veth with good checksums",
  codes: ["CHECKSUM_ERROR"],
  run({ view, located }) {
    if (located.asked === null) return skipped("the probe did not report");
    if (view.plan.destination.attachment !== "veth") return skipped("the destination is no pod");
    const observation = observe(view, {
      point: "destination-veth",
      role: "destination",
      encapsulated: false,
    });
    if ("blind" in observation) return skipped(observation.blind.reason);
    const { series } = located.asked;
    const requests = observation.seen.sightings.filter(
      (s) => s.direction === "out" && recognise(series, s)?.kind === "request",
    );
    const bad = requests.filter((s) => s.ip?.checksum === "bad").length;
    if (bad === 0) return foundOrClean([]);
    return foundOrClean([
      {
        code: "CHECKSUM_ERROR",
        stage: "destination-pod",
        direction: "request",
        node: observation.seen.node,
        args: {
          ...ends(view),
          node: observation.seen.node,
          interface: observation.seen.interface,
          lost: bad,
          sent: requests.length,
        },
        resources: [],
        evidence: observation.seen.evidence,
        weight: "decisive",
      },
    ]);
  },
};
