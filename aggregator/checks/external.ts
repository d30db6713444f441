import { type Check, clean, ends, foundOrClean, skipped } from "./check.ts";

/** What left the cluster as it should came back. */
export const externalCheck: Check = {
  name: "gateway/external",
  description: "What leaves the cluster is answered from outside",
  codes: ["EXTERNAL_NO_REPLY"],
  run({ view, stage }) {
    const { exit, destination, source, fabric } = view.plan;
    if (exit !== "outside" || stage === null) return clean;
    if (!stage.known) return skipped(stage.reason);
    const { segment } = stage;
    if (segment.stage !== "underlay" || segment.direction !== "request") return clean;
    const role = destination.attachment === "ovn0" ? "destination" : "source";
    const tap = view.tap(role);
    if (!tap.known) return skipped(tap.reason);
    const left = tap.value.sightings.find(
      ({ direction, tunnel, ip }) =>
        direction === "out" && tunnel === null && ip?.destination === destination.ip,
    );
    if (left === undefined) return clean;
    const node = view.plan[role].node ?? "";
    const link = tap.value.links.find(({ ifindex }) => ifindex === left.ifindex)?.name ?? "its NIC";
    return foundOrClean([
      {
        code: "EXTERNAL_NO_REPLY",
        stage: "underlay",
        direction: "request",
        node,
        args: { ...ends(view), address: destination.ip, node, interface: link },
        resources: [],
        evidence: [tap.id],
        weight: fabric === "provider" && source.node === null ? "supporting" : "decisive",
      },
    ]);
  },
};
