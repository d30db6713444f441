import { localnetPortOf } from "../../northbound/switches.ts";
import { nbctl } from "../../northbound/sync.ts";
import { runOnNode } from "../../run-in.ts";
import { addressFamilies } from "../../topology/addresses.ts";
import { subnetNamed, vpc } from "../../topology/topology.ts";
import {
  acrossNodes,
  allProtocols,
  expectation,
  type Fault,
  fromAOutside,
  type OutwardFault,
} from "../fault.ts";
import { otherVlan } from "./provider.ts";

/** Requests go by the provider network, what is answered by the tunnel. */
const fromAToJoined = {
  protocols: allProtocols,
  placements: acrossNodes,
  families: addressFamilies,
  defaultSource: "a",
  defaultDestination: "ul",
} as const;

/** Between overlay Subnets and underlay Subnets that are joined to their VPC. */
export const joinedFaults: readonly Fault[] = [
  {
    ...fromAToJoined,
    name: "joined-vlan-wrong",
    summary:
      "the localnet port of a Subnet with logicalGateway has another VLAN than its Vlan says",
    expect: expectation("source-bridge", "request", "PROVIDER_VLAN_MISMATCH"),
    inject: async ({ lab, destination }) => {
      const port = localnetPortOf(subnetNamed(lab.topology, destination.subnet));
      await nbctl(lab, ["--wait=hv", "set", "Logical_Switch_Port", port, `tag=${otherVlan}`]);
    },
  },
  {
    ...fromAToJoined,
    defaultDestination: "uj",
    name: "joined-trunk-blocked",
    summary: "the physical switch does not carry the VLAN of a joined Subnet to its pod's node",
    expect: expectation("underlay", "request", "UNDERLAY_BLOCKED"),
    inject: async ({ lab, destinationNode }) => {
      const set = ["set", "Port", destinationNode.providerPort, `trunks=${otherVlan}`];
      await runOnNode(lab.topology.fabric, ["ovs-vsctl", ...set]);
    },
  },
  {
    ...fromAToJoined,
    defaultSource: "uj",
    defaultDestination: "a",
    name: "joined-trunk-blocked-reply",
    summary:
      "the physical switch does not carry the VLAN of a joined Subnet from where it is asked",
    expect: expectation("underlay", "reply", "UNDERLAY_BLOCKED"),
    inject: async ({ lab, destinationNode }) => {
      const set = ["set", "Port", destinationNode.providerPort, `trunks=${otherVlan}`];
      await runOnNode(lab.topology.fabric, ["ovs-vsctl", ...set]);
    },
  },
];

/** What leaves a Subnet with u2oInterconnection goes on to its physical gateway. */
export const joinedGatewayFaults: readonly OutwardFault[] = [
  {
    ...fromAOutside,
    defaultSource: "uj",
    name: "joined-gateway-policy-missing",
    summary: "the policy that sends what leaves the joined Subnet to its physical gateway is gone",
    expect: expectation("source-bridge", "request", "GATEWAY_POLICY_MISSING"),
    inject: async ({ lab, source }) => {
      const { cidr } = subnetNamed(lab.topology, source.subnet);
      await nbctl(lab, ["--wait=hv", "lr-policy-del", vpc, "29000", `ip4.src == ${cidr}`]);
    },
  },
];
