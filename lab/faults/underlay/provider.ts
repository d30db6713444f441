import { localnetPortOf } from "../../northbound/switches.ts";
import { nbctl } from "../../northbound/sync.ts";
import { integrationBridge, uplink } from "../../openvswitch/rows.ts";
import { ipBatch, runOnNode } from "../../run-in.ts";
import { addressFamilies } from "../../topology/addresses.ts";
import { providerNetwork } from "../../topology/provider-network.ts";
import { subnetNamed } from "../../topology/topology.ts";
import {
  acrossNodes,
  allProtocols,
  expectation,
  type Fault,
  fromAOutside,
  likely,
  type OutwardFault,
} from "../fault.ts";

const fromUaToUb = {
  protocols: allProtocols,
  placements: acrossNodes,
  families: addressFamilies,
  defaultSource: "ua",
  defaultDestination: "ub",
} as const;

/** A VLAN that no trunk carries. */
export const otherVlan = 200;

/** What goes wrong between an underlay Subnet and the physical network. */
export const providerFaults: readonly Fault[] = [
  {
    ...fromUaToUb,
    name: "provider-vlan-wrong",
    summary: "the localnet port of the underlay Subnet has another VLAN than its Vlan says",
    expect: expectation("source-bridge", "request", "PROVIDER_VLAN_MISMATCH"),
    inject: async ({ lab, source }) => {
      const port = localnetPortOf(subnetNamed(lab.topology, source.subnet));
      await nbctl(lab, ["--wait=hv", "set", "Logical_Switch_Port", port, `tag=${otherVlan}`]);
    },
  },
  {
    ...fromUaToUb,
    name: "bridge-mapping-missing",
    summary: "OVN on the destination's node does not know the provider network's bridge",
    expect: expectation("destination-bridge", "request", "BRIDGE_MAPPING_MISSING"),
    inject: async ({ lab, destination, destinationNode }) => {
      const remove = ["remove", "Open_vSwitch", ".", "external_ids", "ovn-bridge-mappings"];
      await runOnNode(destinationNode, ["ovs-vsctl", ...remove]);
      // ovn-controller leaves patch ports alone for a while after its start; it makes none anew.
      const port = localnetPortOf(subnetNamed(lab.topology, destination.subnet));
      const patches = [
        [integrationBridge, `patch-${integrationBridge}-to-${port}`],
        [providerNetwork.bridge, `patch-${port}-to-${integrationBridge}`],
      ];
      for (const [bridge = "", patch = ""] of patches) {
        await runOnNode(destinationNode, ["ovs-vsctl", "--if-exists", "del-port", bridge, patch]);
      }
    },
  },
  {
    ...fromUaToUb,
    name: "provider-nic-down",
    summary: "the provider network's NIC of the source's node is down",
    expect: expectation("source-bridge", "request", "INTERFACE_DOWN"),
    inject: ({ sourceNode }) =>
      ipBatch(sourceNode.netns, [`link set ${providerNetwork.interface} down`]),
  },
  {
    ...fromUaToUb,
    name: "provider-nic-not-in-bridge",
    summary: "the provider network's NIC is in no bridge of the source's node",
    expect: expectation("source-bridge", "request", "PROVIDER_NIC_MISSING"),
    inject: async ({ sourceNode }) => {
      const { bridge, interface: nic } = providerNetwork;
      await runOnNode(sourceNode, ["ovs-vsctl", "del-port", bridge, nic]);
    },
  },
  {
    ...fromUaToUb,
    name: "provider-trunk-blocked",
    summary: "the physical switch does not carry the VLAN to the destination's node",
    expect: expectation("underlay", "request", "UNDERLAY_BLOCKED"),
    inject: async ({ lab, destinationNode }) => {
      const set = ["set", "Port", destinationNode.providerPort, `trunks=${otherVlan}`];
      await runOnNode(lab.topology.fabric, ["ovs-vsctl", ...set]);
    },
  },
];

/** Of hosts of the VLAN that are none of the cluster's. */
export const vlanHostFaults: readonly OutwardFault[] = [
  {
    ...fromAOutside,
    defaultSource: "ua",
    defaultDestination: "172.30.0.200",
    name: "vlan-host-silent",
    summary: "a host of the VLAN answers no ARP",
    expect: likely("underlay", "request", "ARP_UNANSWERED"),
    inject: async ({ external, source }) => {
      if (external === null) throw new RangeError("Cannot silence a node: wanted a host outside");
      await ipBatch(external.netns, [`link set ${uplink} arp off`]);
      await ipBatch(source.netns, ["neigh flush all"]);
    },
  },
];
