import { subnetNodeGroup } from "../../northbound/port-groups.ts";
import { nbctl } from "../../northbound/sync.ts";
import { addressFamilies, addressIn } from "../../topology/addresses.ts";
import { subnetNamed, vpc } from "../../topology/topology.ts";
import {
  acrossNodes,
  allProtocols,
  expectation,
  type Fault,
  fromAOutside,
  fromAToB,
  fromFOutside,
  type OutwardFault,
} from "../fault.ts";

/** Gateway policies of a logical router that lead nowhere. */
export const gatewayPolicyFaults: readonly OutwardFault[] = [
  {
    ...fromFOutside,
    name: "gateway-policy-dead-node",
    summary: "the centralized gateway's policy leads to the address of a node that is gone",
    expect: expectation("source-bridge", "request", "NEXTHOP_UNRESOLVED"),
    inject: async ({ lab, source }) => {
      const { cidr } = subnetNamed(lab.topology, source.subnet);
      const match = `ip4.src == ${cidr}`;
      const gone = addressIn(lab.topology.join.cidr, 64_000);
      await nbctl(lab, ["lr-policy-del", vpc, "29000", match]);
      await nbctl(lab, ["--wait=hv", "lr-policy-add", vpc, "29000", match, "reroute", gone]);
    },
  },
  {
    ...fromAOutside,
    name: "gateway-port-group-missing",
    summary: "the pod's port is not in its node's port group, so no policy takes it to a gateway",
    expect: expectation("source-bridge", "request", "GATEWAY_POLICY_MISSING"),
    inject: async ({ lab, source, sourceNode }) => {
      const group = subnetNodeGroup(source.subnet, sourceNode.name);
      const others = lab.topology.pods
        .filter((pod) => pod.node === source.node && pod.subnet === source.subnet)
        .filter((pod) => pod !== source)
        .map(({ logicalPort }) => logicalPort);
      await nbctl(lab, ["--wait=hv", "pg-set-ports", group, ...others]);
    },
  },
];

/** Routes of a logical router that lead nowhere. */
export const routeFaults: readonly Fault[] = [
  {
    ...fromAToB,
    placements: acrossNodes,
    families: ["IPv4"],
    defaultDestination: "d",
    name: "static-route-wrong-nexthop",
    summary: "a static route to the destination's Subnet leads to an address that nobody has",
    expect: expectation("source-bridge", "request", "NEXTHOP_UNRESOLVED"),
    inject: async ({ lab, destination }) => {
      const { cidr } = subnetNamed(lab.topology, "ovn-default");
      const nobody = addressIn(cidr, 64_000);
      await nbctl(lab, ["--wait=hv", "lr-route-add", vpc, `${destination.ip}/32`, nobody]);
    },
  },
  {
    protocols: allProtocols,
    placements: acrossNodes,
    families: addressFamilies,
    defaultSource: "va",
    defaultDestination: "vc",
    name: "vpc-route-missing",
    summary: "the router of the pods' VPC has no port in the destination's Subnet",
    expect: expectation("source-bridge", "request", "NO_LOGICAL_ROUTE"),
    inject: async ({ lab, destination }) => {
      const subnet = subnetNamed(lab.topology, destination.subnet);
      await nbctl(lab, ["--wait=hv", "lrp-del", `${subnet.vpc}-${subnet.name}`]);
    },
  },
];
