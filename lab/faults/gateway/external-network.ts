import type { Lab } from "../../context.ts";
import { underlayNetns } from "../../names.ts";
import { dnatRule, outgoing } from "../../northbound/external-network.ts";
import { nbctl } from "../../northbound/sync.ts";
import { uplink } from "../../openvswitch/rows.ts";
import { transact } from "../../ovsdb/client.ts";
import { ipBatch, runOnNode } from "../../run-in.ts";
import { addressIn } from "../../topology/addresses.ts";
import { providerNetwork, vlanGatewayPort } from "../../topology/provider-network.ts";
import type { ExternalNetworkSpec } from "../../topology/specs.ts";
import { subnetNamed } from "../../topology/topology.ts";
import { expectation, finding, fromAOutside, type OutwardFault } from "../fault.ts";
import { dropAtEgress } from "../host/host-firewall.ts";
import { cutOff } from "../kubernetes/node-object.ts";

/** A pod of a VPC with an external network: leaves by the router's gateway chassis. */
const fromXaOutside = { ...fromAOutside, defaultSource: "xa" } as const;
/** A host in the external network itself. */
const toHostThere = { ...fromXaOutside, defaultDestination: "172.31.0.200" } as const;
/** From another VPC, to what a pod has in the external network. */
const fromAToFip = { ...fromAOutside, defaultDestination: "172.31.0.14" } as const;
const fromAToDnat = {
  ...fromAOutside,
  protocols: ["tcp"],
  defaultDestination: "172.31.0.15",
} as const;

/** What goes wrong between a VPC and its external network. */
export const externalNetworkFaults: readonly OutwardFault[] = [
  {
    ...fromXaOutside,
    name: "vpc-snat-missing",
    summary: "the router of the pod's VPC has no rule any more that gives its packets an address",
    expect: expectation("underlay", "request", "EXTERNAL_NO_REPLY"),
    inject: async ({ lab, source }) => {
      const { vpc } = networkOf(lab, source.subnet);
      const { cidr } = subnetNamed(lab.topology, source.subnet);
      await nbctl(lab, ["--wait=hv", "lr-nat-del", vpc, "snat", cidr]);
    },
  },
  {
    ...toHostThere,
    name: "vpc-snat-stale",
    summary: "the rule that gives the packets of the pod's Subnet an address names another block",
    expect: expectation("gateway", "request", "NAT_STALE"),
    inject: async ({ lab, source }) => {
      const { vpc, snat } = networkOf(lab, source.subnet);
      const { cidr } = subnetNamed(lab.topology, source.subnet);
      await nbctl(lab, ["lr-nat-del", vpc, "snat", cidr]);
      await nbctl(lab, ["--wait=hv", "lr-nat-add", vpc, "snat", snat.ip, "10.51.0.0/16"]);
    },
  },
  {
    ...fromAToFip,
    name: "vpc-floating-address-moved",
    summary: "the floating address that is asked for is for an address that its pod had before",
    expect: expectation("underlay", "request", "NAT_STALE"),
    inject: ({ lab }) => moveFloatingAddress(lab),
  },
  {
    ...toHostThere,
    defaultSource: "xf",
    name: "vpc-floating-address-unused",
    summary: "the pod's floating address is for an address that it had before; its Subnet's serves",
    expect: finding("NAT_STALE"),
    inject: ({ lab }) => moveFloatingAddress(lab),
  },
  {
    ...fromAToDnat,
    name: "vpc-dnat-moved",
    summary: "the port that is asked for is forwarded to an address that the pod had before",
    expect: expectation("underlay", "request", "NAT_STALE"),
    inject: async ({ lab }) => {
      const [network] = lab.topology.externalNetworks;
      if (network === undefined) throw new RangeError("Cannot move a rule: no external network");
      const { snat, dnat } = network;
      const formerly = addressIn(subnetNamed(lab.topology, snat.subnet).cidr, 99);
      const vip = `"${dnat.ip}:${dnat.port}"="${formerly}:${dnat.podPort}"`;
      await nbctl(lab, ["--wait=hv", "set", "Load_Balancer", dnatRule, `vips=${vip}`]);
    },
  },
  {
    ...fromXaOutside,
    name: "vpc-external-gateway-silent",
    summary: "the physical gateway of the VPC's external network answers no ARP",
    expect: expectation("underlay", "request", "NEXTHOP_UNANSWERED"),
    inject: async ({ lab, source }) => {
      const { subnet } = networkOf(lab, source.subnet);
      const { gateway, vlan } = subnetNamed(lab.topology, subnet);
      if (vlan === undefined) throw new RangeError(`Cannot silence ${gateway}: no VLAN`);
      await ipBatch(underlayNetns(lab.name), [`link set ${vlanGatewayPort(vlan)} arp off`]);
      const where = [["ip", "==", gateway]];
      await transact(lab.paths.sbSocket, "OVN_Southbound", [
        { op: "delete", table: "MAC_Binding", where },
      ]);
      await nbctl(lab, ["--wait=hv", "sync"]);
    },
  },
  {
    ...toHostThere,
    name: "vpc-gateway-nic-not-in-bridge",
    summary: "the provider network's NIC is in no bridge of the gateway chassis",
    expect: expectation("gateway", "request", "PROVIDER_NIC_MISSING"),
    inject: async ({ gateway }) => {
      const { bridge, interface: nic } = providerNetwork;
      await runOnNode(gateway, ["ovs-vsctl", "del-port", bridge, nic]);
    },
  },
  {
    ...toHostThere,
    name: "vpc-gateway-chassis-offline",
    summary: "the gateway chassis is cut off from the network and its kubelet is not heard of",
    expect: expectation("underlay", "request", "NODE_NOT_READY"),
    inject: ({ lab, gateway }) => cutOff(lab, gateway),
  },
  {
    ...toHostThere,
    name: "vpc-gateway-loss-reply",
    summary: "a firewall on the gateway chassis drops 30 % of the answers as they go to the tunnel",
    expect: expectation("gateway", "reply", "HOST_FIREWALL_DROP", "degraded"),
    inject: ({ gateway }) => {
      const some = "udp dport 6081 numgen random mod 100 < 30 counter drop";
      return dropAtEgress(gateway.netns, uplink, [some]);
    },
  },
  {
    ...fromXaOutside,
    name: "vpc-external-policy-missing",
    summary:
      "the VPC has no policy that leads out: on OVN without Kube-OVN's patches the route by " +
      "source, which leads to the router itself, comes before the default route",
    expect: expectation("source-bridge", "request", "GATEWAY_POLICY_MISSING"),
    inject: async ({ lab, source }) => {
      const network = networkOf(lab, source.subnet);
      const match = outgoing(lab.topology, network);
      await nbctl(lab, ["--wait=hv", "lr-policy-del", network.vpc, "100", match]);
    },
  },
];

function networkOf({ topology }: Lab, subnet: string): ExternalNetworkSpec {
  const { vpc } = subnetNamed(topology, subnet);
  const network = topology.externalNetworks.find((one) => one.vpc === vpc);
  if (network === undefined) throw new RangeError(`Cannot find an external network of ${vpc}`);
  return network;
}

async function moveFloatingAddress(lab: Lab): Promise<void> {
  const [network] = lab.topology.externalNetworks;
  if (network === undefined) throw new RangeError("Cannot move an address: no external network");
  const { snat, fip } = network;
  const formerly = addressIn(subnetNamed(lab.topology, snat.subnet).cidr, 99);
  const find = ["--bare", "--columns=_uuid", "find", "NAT", `external_ip=${fip.ip}`];
  const uuid = (await nbctl(lab, find)).trim();
  await nbctl(lab, ["--wait=hv", "set", "NAT", uuid, `logical_ip=${formerly}`]);
}
