/** A question to which the answer in a lab where nothing is broken is "reachable". */
export interface HealthyPath {
  /** What kind of destination it is, in a few words. */
  readonly kind: string;
  /** The arguments of `tapline diagnose`. */
  readonly args: readonly string[];
}

/** Address of the host outside, lab/topology. */
const outside = "198.18.4.10";
/** Address of the host in the VLAN of the provider network. */
const inVlan = "172.30.0.200";
/** Address of the host in the external network of a VPC. */
const inExternal = "172.31.0.200";

const everyProtocol = [["icmp"], ["tcp", "8080"], ["udp", "9090"]];
const ofServices = [
  ["tcp", "80"],
  ["udp", "53"],
];

/** Every kind of destination that a user can name, and every way packets take to it. */
export const healthyPaths: readonly HealthyPath[] = [
  ...paths("pod of the same subnet, other node", ["a", "b"], everyProtocol),
  ...paths("pod of the same subnet, same node", ["a", "c"], everyProtocol),
  ...paths("pod of another subnet", ["a", "d"], everyProtocol),
  ...paths("pod of another subnet", ["d", "a"], [["icmp"]]),
  ...paths("Service of two backends", ["a", "svc/web"], ofServices),
  ...paths("Service with session affinity", ["a", "svc/sticky"], ofServices),
  ...paths("Service of a backend on the source's node", ["a", "svc/near"], ofServices),
  ...paths("Service with a named target port", ["c", "svc/named"], [["tcp", "80"]]),
  ...paths("Service of a pod on the host network", ["a", "svc/host-backed"], [["tcp", "80"]]),
  ...paths("node, the source's own", ["a", "node/node1"], [["icmp"]]),
  ...paths("node, another", ["a", "node/node2"], [["icmp"]]),
  ...paths("pod on the host network", ["a", "h"], everyProtocol),
  ...paths("from a pod on the host network", ["h", "a"], everyProtocol),
  ...paths("from a node to a pod of another", ["node/node2", "a"], [["icmp"], ["tcp", "8080"]]),
  ...paths("from a node to a pod of its own", ["node/node2", "b"], [["tcp", "8080"]]),
  ...paths("from a node to a pod in a VLAN", ["node/node2", "ua", "--family", "4"], [["icmp"]]),
  ...paths("from a node to another", ["node/node1", "node/node2"], [["icmp"], ["tcp", "8080"]]),
  ...paths("from a node to outside", ["node/node2", outside], [["icmp"]]),
  ...paths("outside, distributed gateway", ["a", outside], everyProtocol),
  ...paths("outside, centralized gateway", ["f", outside], everyProtocol),
  ...paths("pods of a subnet with a centralized gateway", ["f", "g"], [["tcp", "8080"]]),
  ...paths("pod of the same VLAN", ["ua", "ub"], everyProtocol),
  ...paths("host in the VLAN", ["ua", inVlan], [["icmp"], ["tcp", "8080"]]),
  ...paths("pod of a VLAN joined to the VPC, other node", ["a", "uj"], everyProtocol),
  ...paths("pod of a VLAN joined to the VPC, same node", ["b", "ul"], [["tcp", "8080"]]),
  ...paths("from a pod of a VLAN joined to the VPC", ["ul", "a"], [["icmp"], ["tcp", "8080"]]),
  ...paths("from there by its physical gateway", ["uj", outside], [["tcp", "8080"]]),
  ...paths("from there to a Service", ["uj", "svc/web"], [["tcp", "80"]]),
  ...paths("external network, another gateway chassis", ["xa", inExternal], everyProtocol),
  ...paths("external network, the pod's node is the chassis", ["xb", outside], [["tcp", "8080"]]),
  ...paths("external network, by a floating address", ["xf", inExternal], [["icmp"]]),
  ...paths("floating address of another VPC's pod", ["a", "172.31.0.14"], [["tcp", "8080"]]),
  ...paths("forwarded port of another VPC's pod", ["a", "172.31.0.15"], [["tcp", "8080"]]),
  ...paths("pod of a VPC with the addresses of another", ["va", "vb"], everyProtocol),
  ...paths("pod of another subnet of that VPC", ["va", "vc"], [["icmp"], ["tcp", "8080"]]),
  ...paths("virtual machine", ["a", "virt-launcher-vm1-xyz"], [["icmp"], ["tcp", "8080"]]),
  ...paths("second interface", ["m", "b", "--interface", "net1"], [["icmp"], ["tcp", "8080"]]),
];

function paths(
  kind: string,
  [source = "", destination = "", ...options]: readonly string[],
  traffic: readonly (readonly string[])[],
): HealthyPath[] {
  return traffic.map((asked) => ({ kind, args: [source, destination, ...asked, ...options] }));
}
