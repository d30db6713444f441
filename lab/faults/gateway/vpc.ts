import { nbctl } from "../../northbound/sync.ts";
import { addressIn } from "../../topology/addresses.ts";
import { subnetNamed } from "../../topology/topology.ts";
import {
  acrossNodes,
  expectation,
  type Fault,
  fromAOutside,
  fromAToB,
  fromFOutside,
  type OutwardFault,
} from "../fault.ts";
import { cutOff } from "../kubernetes/node-object.ts";
import { withoutMasquerade } from "./gateway.ts";

/** From a VPC of its own to the one that it is peered with. */
const acrossPeering = {
  ...fromAToB,
  placements: acrossNodes,
  families: ["IPv4"],
  defaultSource: "vc",
  defaultDestination: "w",
} as const;

/** What routes of VPCs of their own leave out. */
export const vpcFaults: readonly Fault[] = [
  {
    ...acrossPeering,
    name: "vpc-peering-route-missing",
    summary: "the pod's VPC is peered with the destination's and has no route to it",
    expect: expectation("source-bridge", "request", "SUBNET_NOT_REACHABLE"),
    inject: async ({ lab, source, destination }) => {
      const { cidr } = subnetNamed(lab.topology, destination.subnet);
      const { vpc: router } = subnetNamed(lab.topology, source.subnet);
      await nbctl(lab, ["--wait=hv", "lr-route-del", router, cidr]);
    },
  },
  {
    ...acrossPeering,
    name: "vpc-peering-route-back-missing",
    summary: "the destination's VPC has no route back to the pod's, with which it is peered",
    expect: expectation("destination-bridge", "reply", "SUBNET_NOT_REACHABLE"),
    inject: async ({ lab, source, destination }) => {
      const { cidr } = subnetNamed(lab.topology, source.subnet);
      const { vpc: router } = subnetNamed(lab.topology, destination.subnet);
      await nbctl(lab, ["--wait=hv", "--policy=dst-ip", "lr-route-del", router, cidr]);
    },
  },
];

/** A pod of a Subnet with two gateway nodes: each connection leaves by one of them. */
const fromKOutside = { ...fromAOutside, defaultSource: "k" } as const;

export const vpcGatewayFaults: readonly OutwardFault[] = [
  {
    ...fromAOutside,
    defaultSource: "vc",
    name: "vpc-next-hop-silent",
    summary: "a route of the pod's VPC leads to a gateway that answers no ARP",
    expect: expectation("source-bridge", "request", "NEXTHOP_UNRESOLVED"),
    inject: async ({ lab, source, ip }) => {
      const { cidr, vpc: router } = subnetNamed(lab.topology, source.subnet);
      const nobody = addressIn(cidr, 254);
      await nbctl(lab, ["--wait=hv", "lr-route-add", router, `${ip}/32`, nobody]);
    },
  },
  {
    ...fromKOutside,
    name: "gateway-ecmp-no-next-hop",
    summary: "all gateway nodes were taken out of the policy of a Subnet with several",
    expect: expectation("source-bridge", "request", "NEXTHOP_MISSING"),
    inject: async ({ lab, source }) => {
      const { cidr } = subnetNamed(lab.topology, source.subnet);
      const match = `ip4.src == ${cidr}`;
      const find = ["--bare", "--columns=_uuid", "find", "Logical_Router_Policy"];
      const uuid = (await nbctl(lab, [...find, `match="${match}"`])).trim();
      await nbctl(lab, ["--wait=hv", "clear", "Logical_Router_Policy", uuid, "nexthops"]);
    },
  },
  {
    ...fromKOutside,
    name: "gateway-ecmp-no-masquerade",
    summary: "none of the two gateway nodes of the pod's Subnet gives packets its own address",
    expect: expectation("gateway", "request", "GATEWAY_NO_MASQUERADE"),
    inject: async ({ lab, source }) => {
      const { gatewayNodes } = subnetNamed(lab.topology, source.subnet);
      const gateways = lab.topology.nodes.filter(({ name }) => gatewayNodes.includes(name));
      await Promise.all(gateways.map(withoutMasquerade));
    },
  },
  {
    ...fromFOutside,
    name: "gateway-node-offline",
    summary: "the gateway node is cut off from the network and its kubelet is not heard of",
    expect: expectation("underlay", "request", "NODE_NOT_READY"),
    inject: ({ lab, gateway }) => cutOff(lab, gateway),
  },
];
