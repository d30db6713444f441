import type { DeclaredNetwork } from "../netns/apply.ts";
import { declaredNetns, declaredVeths, type LinkSpec, type NetnsSpec } from "../netns/declared.ts";
import { type ObservedNetns, observeNetns } from "../netns/observe.ts";
import {
  integrationBridge,
  mirrorInterface,
  mirrorName,
  nodeInterface,
  openVswitchRows,
} from "../openvswitch/rows.ts";
import type { DesiredRow } from "../ovsdb/desired.ts";
import type { NodeSpec, Topology } from "../topology/specs.ts";
import { nicsOf } from "../topology/topology.ts";

/** What there is of a network before Kube-OVN comes: no pod, no ovn0, nothing that it makes. */
export function bareNetwork(topology: Topology): DeclaredNetwork {
  const pods = new Set(topology.pods.map(({ netns }) => netns));
  const nodes = new Set(topology.nodes.map(({ netns }) => netns));
  const specs = declaredNetns(topology).filter(({ name }) => !pods.has(name));
  return {
    specs: specs.map((spec) => (nodes.has(spec.name) ? bareNode(topology, spec) : spec)),
    veths: declaredVeths(topology).filter(({ a }) => !pods.has(a.netns)),
  };
}

function bareNode(topology: Topology, spec: NetnsSpec): NetnsSpec {
  const made = new Set<string>([
    nodeInterface,
    mirrorInterface,
    ...topology.pods.flatMap(nicsOf).map(({ hostInterface }) => hostInterface),
  ]);
  return {
    ...spec,
    links: spec.links.filter(({ name }) => !made.has(name)),
    routes: spec.routes.filter(({ dev }) => !made.has(dev)),
    firewall: null,
  };
}

/**
 * A node's switch before Kube-OVN comes. The NIC of the provider network is in its bridge already:
 * with the userspace datapath the daemon plugs none.
 */
export function bareSwitch(topology: Topology, node: NodeSpec): DesiredRow[] {
  const theirs = new Set([
    integrationBridge,
    nodeInterface,
    mirrorInterface,
    mirrorName,
    ...topology.pods.flatMap(nicsOf).map(({ hostInterface }) => hostInterface),
  ]);
  return openVswitchRows(topology, node)
    .filter(({ key }) => !theirs.has(key))
    .map((row) => (row.table === "Open_vSwitch" ? bareRoot(row) : row));
}

/** The daemon sets the tunnel's address and the mappings of bridges. */
const ofDaemon: ReadonlySet<string> = new Set([
  "ovn-encap-ip",
  "ovn-encap-ip-default",
  "ovn-bridge-mappings",
  "ovn-chassis-mac-mappings",
  "ovn-is-interconn",
]);

function bareRoot(row: DesiredRow): DesiredRow {
  const { bridges, external_ids: ids } = row.columns;
  const keys = listOf(bridges).filter((key) => key !== integrationBridge);
  const map = Object.fromEntries(Object.entries(mapOf(ids)).filter(([key]) => !ofDaemon.has(key)));
  const columns = { ...row.columns, bridges: { table: "Bridge", keys }, external_ids: { map } };
  return { ...row, columns };
}

type Value = DesiredRow["columns"][string];

function listOf(value: Value | undefined): readonly string[] {
  return typeof value === "object" && "keys" in value && Array.isArray(value.keys)
    ? value.keys
    : [];
}

function mapOf(value: Value | undefined): Readonly<Record<string, string>> {
  return typeof value === "object" && "map" in value && typeof value.map === "object"
    ? value.map
    : {};
}

/** What a namespace holds now, as what it is to hold: links that are down are left alone. */
export async function asFound(spec: NetnsSpec): Promise<NetnsSpec> {
  const { links, routes } = await observeNetns(spec.name);
  const [up, down] = [true, false].map((state) =>
    links.filter(({ flags }) => flags.includes("UP") === state),
  );
  const foreign = new Set([...spec.foreignLinks, "lo"]);
  return {
    ...spec,
    firewall: null,
    links: (up ?? []).filter(({ ifname }) => !foreign.has(ifname)).map(linkAsFound),
    foreignLinks: [...spec.foreignLinks, ...(down ?? []).map(({ ifname }) => ifname)],
    routes: routes
      .filter(({ protocol, gateway, dev }) => protocol !== "kernel" && gateway && dev)
      .map(({ dst, gateway = "", dev = "", prefsrc, protocol }) => ({
        dst,
        via: gateway,
        dev,
        ...(prefsrc === undefined ? {} : { src: prefsrc }),
        ...(protocol === undefined ? {} : { protocol }),
      })),
  };
}

function linkAsFound(link: ObservedNetns["links"][number]): LinkSpec {
  const addresses = (link.addr_info ?? [])
    .filter(({ family, scope }) => family === "inet" || scope !== "link")
    .map(({ local, prefixlen }) => `${local}/${prefixlen}`);
  return {
    name: link.ifname,
    mtu: link.mtu,
    ...(link.address === undefined ? {} : { mac: link.address }),
    ...(link.master === undefined ? {} : { master: link.master }),
    addresses,
    checksums: true,
  };
}
