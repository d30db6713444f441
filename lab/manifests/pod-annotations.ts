import type { NicSpec, PodSpec, Topology } from "../topology/specs.ts";
import { addressesOf, blocksOf, subnetNamed } from "../topology/topology.ts";

/**
 * What Kube-OVN writes on a Pod (pkg/util/const.go): for the first interface under
 * `ovn.kubernetes.io/`, for an attachment under `<provider>.kubernetes.io/`.
 */
export function podAnnotations(topology: Topology, pod: PodSpec): Record<string, string> {
  const attached = topology.pods.filter(({ attachments }) => attachments.length > 0);
  const named = attached.indexOf(pod) % 2 === 0;
  const networks = pod.attachments.map((nic) => attachmentReference(topology, nic, named));
  return Object.assign(
    nicAnnotations(topology, pod, pod.vm),
    networks.length === 0 ? {} : { "k8s.v1.cni.cncf.io/networks": networks.join(",") },
    ...pod.attachments.map((nic) => nicAnnotations(topology, nic, pod.vm)),
  );
}

function nicAnnotations(
  topology: Topology,
  nic: NicSpec,
  vm: string | undefined,
): Record<string, string> {
  const subnet = subnetNamed(topology, nic.subnet);
  const { provider, vlan, joined } = subnet;
  const addresses = addressesOf(nic);
  const isRouted = vlan === undefined || joined !== undefined;
  const values = {
    allocated: "true",
    routed: "true",
    cidr: commas(blocksOf(subnet).map(({ cidr }) => cidr)),
    gateway: commas(blocksOf(subnet).map(({ gateway }) => gateway)),
    ip_address: commas(addresses.map(({ ip }) => ip)),
    ...(isRouted ? { logical_router: subnet.vpc } : {}),
    ...(vlan === undefined ? {} : { vlan_id: String(vlan.id), provider_network: vlan.provider }),
    logical_switch: nic.subnet,
    mac_address: nic.mac,
    pod_nic_type: "veth-pair",
    ...(vm === undefined ? {} : { virtualmachine: vm }),
  };
  const entries = Object.entries(values);
  return Object.fromEntries(
    entries.map(([key, value]) => [`${provider}.kubernetes.io/${key}`, value]),
  );
}

/**
 * `<namespace>/<nad>@<interface>`, as Multus reads it. Most leave the interface out, which is then
 * named by its number: so does every other pod here.
 */
function attachmentReference(topology: Topology, nic: NicSpec, named: boolean): string {
  const [nad, namespace] = subnetNamed(topology, nic.subnet).provider.split(".");
  return `${namespace}/${nad}${named ? `@${nic.interface}` : ""}`;
}

/** Kube-OVN joins the values of both families. */
export function commas(values: readonly string[]): string {
  return values.join(",");
}
