import { uplink } from "../../openvswitch/rows.ts";
import { ipBatch } from "../../run-in.ts";
import { uplinkMtu } from "../../topology/topology.ts";
import { acrossNodes, expectation, type Fault, fromAToB } from "../fault.ts";

const smallNic = 1_300;
/** Not below 1280: there the kernel takes IPv6 off the interface. */
const smallVeth = 1_300;
const smallRoute = 1_000;
/** Geneve over IPv4 adds 58 bytes to the inner IPv4 packet: with this payload none passes. */
const payloadOverNic = 1_250;
const payloadOverVeth = 1_280;

/** Interfaces of one path whose MTUs do not fit together. */
export const mtuFaults: readonly Fault[] = [
  {
    ...fromAToB,
    placements: acrossNodes,
    name: "nic-mtu-small-source",
    summary: `the NIC of the source's node has an MTU of ${smallNic}`,
    fromSize: payloadOverNic,
    expect: expectation("source-bridge", "request", "MTU_MISMATCH", "degraded"),
    inject: ({ sourceNode }) => ipBatch(sourceNode.netns, [`link set ${uplink} mtu ${smallNic}`]),
  },
  {
    ...fromAToB,
    placements: acrossNodes,
    name: "nic-mtu-small-destination",
    summary: `the NIC of the destination's node has an MTU of ${smallNic}`,
    fromSize: payloadOverNic,
    expect: expectation("underlay", "request", "MTU_MISMATCH", "degraded"),
    inject: ({ destinationNode }) =>
      ipBatch(destinationNode.netns, [`link set ${uplink} mtu ${smallNic}`]),
  },
  {
    ...fromAToB,
    placements: acrossNodes,
    name: "pod-mtu-too-large",
    summary: "both pods have the MTU of the NIC, which leaves no room for the tunnel",
    fromSize: uplinkMtu - 58,
    expect: expectation("source-bridge", "request", "MTU_MISMATCH", "degraded"),
    inject: async ({ source, destination, sourceNode, destinationNode }) => {
      for (const [pod, node] of [
        [source, sourceNode],
        [destination, destinationNode],
      ] as const) {
        await ipBatch(node.netns, [`link set ${pod.hostInterface} mtu ${uplinkMtu}`]);
        await ipBatch(pod.netns, [`link set ${pod.interface} mtu ${uplinkMtu}`]);
      }
    },
  },
  {
    ...fromAToB,
    name: "pod-mtu-mismatch",
    summary: `the destination pod's interface has an MTU of ${smallVeth}, the source's more`,
    fromSize: payloadOverVeth,
    expect: expectation("destination-pod", "request", "MTU_MISMATCH", "degraded"),
    inject: ({ destination }) =>
      ipBatch(destination.netns, [`link set ${destination.interface} mtu ${smallVeth}`]),
  },
  {
    ...fromAToB,
    protocols: ["icmp"], // TCP and UDP send smaller packets then
    families: ["IPv4"],
    name: "pod-route-mtu-small",
    summary: `the source pod's route to the destination has an MTU of ${smallRoute}`,
    fromSize: smallRoute,
    askSize: 1_390,
    expect: expectation("source-pod", "request", "POD_PACKET_TOO_LARGE"),
    inject: ({ source, destination }) =>
      ipBatch(source.netns, [`route add ${destination.ip} dev eth0 mtu lock ${smallRoute}`]),
  },
  {
    ...fromAToB,
    name: "host-veth-mtu-small-source",
    summary: `the host side of the source's veth has an MTU of ${smallVeth}`,
    fromSize: payloadOverVeth,
    expect: expectation("source-pod", "request", "MTU_MISMATCH", "degraded"),
    inject: ({ source, sourceNode }) =>
      ipBatch(sourceNode.netns, [`link set ${source.hostInterface} mtu ${smallVeth}`]),
  },
  {
    ...fromAToB,
    name: "host-veth-mtu-small-destination",
    summary: `the host side of the destination's veth has an MTU of ${smallVeth}`,
    fromSize: payloadOverVeth,
    expect: expectation("destination-bridge", "request", "MTU_MISMATCH", "degraded"),
    expectSameNode: expectation("source-bridge", "request", "MTU_MISMATCH", "degraded"),
    inject: ({ destination, destinationNode }) =>
      ipBatch(destinationNode.netns, [`link set ${destination.hostInterface} mtu ${smallVeth}`]),
  },
];
