import { uplink } from "../../openvswitch/rows.ts";
import { runIn, runOnNode } from "../../run-in.ts";
import type { NodeSpec, PodSpec } from "../../topology/specs.ts";
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
  {
    ...fromAToB,
    name: "pod-ingress-rate",
    summary: "the destination's annotation ingress_rate lets through less than comes",
    expect: expectation("destination-bridge", "request", "RATE_LIMITED", "degraded"),
    expectSameNode: expectation("source-bridge", "request", "RATE_LIMITED", "degraded"),
    inject: ({ destination, destinationNode }) =>
      limitIngress(destinationNode, destination, podRate),
  },
];

/** Bits per second: small echoes of the survey alone are more than twice that. */
const podRate = 30_000;

/** As Kube-OVN writes `ingress_rate` (pkg/ovs/ovs-vsctl_linux.go, SetInterfaceBandwidth). */
async function limitIngress(node: NodeSpec, pod: PodSpec, rate: number): Promise<void> {
  const ids = [`iface-id=${pod.logicalPort}`, `pod=${pod.namespace}/${pod.name}`];
  const external = ids.map((id) => `external_ids:${id}`);
  const burst = Math.round((rate * 0.8) / 8);
  await runOnNode(node, [
    ...["ovs-vsctl", "--id=@queue", "create", "Queue", `other_config:max-rate=${rate}`],
    ...[`other_config:burst=${burst}`, ...external],
    ...["--", "--id=@qos", "create", "QoS", "type=linux-htb", "queues:0=@queue", ...external],
    ...["--", "set", "Port", pod.hostInterface, "qos=@qos"],
  ]);
}

/** A token bucket whose burst is smaller than the smallest frame (tc-tbf(8)). */
async function limit(netns: string, device: string): Promise<void> {
  const bucket = ["tbf", "rate", "8kbit", "burst", "20", "limit", "20"];
  await runIn(netns, ["tc", "qdisc", "add", "dev", device, "root", ...bucket]);
}
