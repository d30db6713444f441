import { uplink } from "../../openvswitch/rows.ts";
import { runIn, runOnNode } from "../../run-in.ts";
import { acrossNodes, expectation, type Fault, type FaultPath, fromAToB } from "../fault.ts";
import { flood } from "../flood.ts";

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
    protocols: ["icmp"],
    name: "pod-ingress-rate",
    summary: "the destination's annotation ingress_rate lets through less than comes",
    // What the burst lets through is answered.
    expect: expectation("destination-bridge", "request", "RATE_LIMITED", "degraded"),
    expectSameNode: expectation("source-bridge", "request", "RATE_LIMITED", "degraded"),
    inject: limitIngress,
  },
  {
    ...fromAToB,
    protocols: ["tcp", "udp"],
    name: "pod-ingress-rate-full",
    summary: "the destination's annotation ingress_rate has a queue that others have filled",
    expect: expectation("destination-bridge", "request", "RATE_LIMITED"),
    expectSameNode: expectation("source-bridge", "request", "RATE_LIMITED"),
    inject: async (path) => {
      await limitIngress(path);
      await keepFull(path);
    },
  },
];

/** Bits per second: small echoes of the survey alone fill the queue for seconds. */
const podRate = 12_000;

/** As Kube-OVN writes `ingress_rate` (pkg/ovs/ovs-vsctl_linux.go, SetInterfaceBandwidth). */
async function limitIngress({ destination: pod, destinationNode: node }: FaultPath): Promise<void> {
  const ids = [`iface-id=${pod.logicalPort}`, `pod=${pod.namespace}/${pod.name}`];
  const external = ids.map((id) => `external_ids:${id}`);
  const burst = Math.round((podRate * 0.8) / 8);
  await runOnNode(node, [
    ...["ovs-vsctl", "--id=@queue", "create", "Queue", `other_config:max-rate=${podRate}`],
    ...[`other_config:burst=${burst}`, ...external],
    ...["--", "--id=@qos", "create", "QoS", "type=linux-htb", "queues:0=@queue", ...external],
    ...["--", "set", "Port", pod.hostInterface, "qos=@qos"],
  ]);
}

/**
 * Far more than the queue lets through: what comes later waits for longer than anybody does.
 * Without it the first probes pass by the burst, some or all of them.
 * Its program ends with `clear`.
 */
async function keepFull(path: FaultPath): Promise<void> {
  const perSecond = 400;
  await flood(path, path.destination.ip, perSecond);
}

/** A token bucket whose burst is smaller than the smallest frame (tc-tbf(8)). */
async function limit(netns: string, device: string): Promise<void> {
  const bucket = ["tbf", "rate", "8kbit", "burst", "20", "limit", "20"];
  await runIn(netns, ["tc", "qdisc", "add", "dev", device, "root", ...bucket]);
}
