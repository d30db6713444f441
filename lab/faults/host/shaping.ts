import { uplink } from "../../openvswitch/rows.ts";
import { runIn } from "../../run-in.ts";
import { acrossNodes, expectation, type Fault, fromAToB } from "../fault.ts";

/** Queues that let hardly anything pass: no packet fits into the burst. */
export const shapingFaults: readonly Fault[] = [
  {
    ...fromAToB,
    placements: acrossNodes,
    name: "uplink-queue-drops",
    summary: "a rate limit on the uplink of the source's node drops every packet",
    expect: expectation("source-bridge", "request", "INTERFACE_DROPS"),
    inject: ({ sourceNode }) => limit(sourceNode.netns, uplink),
  },
  {
    ...fromAToB,
    name: "veth-queue-drops",
    summary: "a rate limit on the destination's veth drops every packet to the pod",
    expect: expectation("destination-bridge", "request", "INTERFACE_DROPS"),
    expectSameNode: expectation("source-bridge", "request", "INTERFACE_DROPS"),
    inject: ({ destination, destinationNode }) =>
      limit(destinationNode.netns, destination.hostInterface),
  },
];

/** A token bucket whose burst is smaller than the smallest frame (tc-tbf(8)). */
async function limit(netns: string, device: string): Promise<void> {
  const bucket = ["tbf", "rate", "8kbit", "burst", "20", "limit", "20"];
  await runIn(netns, ["tc", "qdisc", "add", "dev", device, "root", ...bucket]);
}
