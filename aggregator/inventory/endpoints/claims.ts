import type { KubernetesStore } from "../kubernetes/store.ts";
import type { Northbound } from "../ovn/northbound.ts";
import type { LogicalSwitchPort } from "../ovn/northbound-rows.ts";
import type { Southbound } from "../ovn/southbound.ts";

/**
 * Where something stands about who has an address.
 *
 * - `Vip`, `IP`: objects of Kube-OVN;
 * - `addresses`, `allowed`: columns of a Logical_Switch_Port, its own addresses, and what else it
 *   may send from (`port_security`, or Kube-OVN's `external_ids:vips`);
 * - `virtual-parents`: the ports that may have the address of a port of type virtual;
 * - `virtual_parent`: the one that has it, as ovn-controller learnt from its ARP (ovn-sb(5));
 * - `MAC_Binding`, `FDB`: what routers and switches have learnt.
 */
export type ClaimSource =
  | "Vip"
  | "IP"
  | "addresses"
  | "allowed"
  | "virtual-parents"
  | "virtual_parent"
  | "MAC_Binding"
  | "FDB";

/** What one source says of an address. */
export interface AddressClaim {
  readonly source: ClaimSource;
  /** Of the object or port; of a MAC_Binding the router port that learnt it. */
  readonly name: string;
  /** The logical port that has the address, or may have it, by this; null where it names none. */
  readonly port: string | null;
  readonly mac: string | null;
  /** When it was learnt, milliseconds since 1970; null where that is not told. */
  readonly learntAtMs: number | null;
}

export interface ClaimSources {
  readonly kubernetes: KubernetesStore;
  readonly northbound: Northbound;
  readonly southbound: Southbound;
}

/** What every source says of an address of a Subnet, which is its logical switch. */
export function addressClaims(sources: ClaimSources, ip: string, subnet: string): AddressClaim[] {
  return [
    ...objectClaims(sources, ip, subnet),
    ...portClaims(sources, ip, subnet),
    ...learntClaims(sources, ip, subnet),
  ];
}

function objectClaims({ kubernetes }: ClaimSources, ip: string, subnet: string): AddressClaim[] {
  const vips = kubernetes.vipsWithAddress(ip).filter((vip) => vip.subnet === subnet);
  const records = kubernetes.ipsWithAddress(ip).filter((one) => one.subnet === subnet);
  return [
    ...vips.map(({ name, mac }) => claim("Vip", name, null, mac)),
    ...records.map(({ name, mac }) => claim("IP", name, name, mac)),
  ];
}

function portClaims(sources: ClaimSources, ip: string, subnet: string): AddressClaim[] {
  const { northbound, southbound } = sources;
  const isHere = (port: LogicalSwitchPort): boolean => northbound.switchOf(port)?.name === subnet;
  const own = northbound.portsWithAddress(ip).filter((port) => port.type === "" && isHere(port));
  const allowed = northbound
    .portsAllowed(ip)
    .filter((port) => isHere(port) && !own.includes(port) && port.type === "");
  const virtual = northbound.virtualPorts(ip).filter(isHere);
  return [
    ...own.map((port) => {
      const holder = port.addresses.find(({ ips }) => ips.includes(ip));
      return claim("addresses", port.name, port.name, holder?.mac ?? null);
    }),
    ...virtual.map(({ name }) => {
      const parent = southbound.portBinding(name)?.virtualParent || null;
      return claim("virtual_parent", name, parent, macOf(sources, parent));
    }),
    ...virtual.flatMap(({ name, options }) =>
      wordsOf(options.get("virtual-parents")).map((parent) =>
        claim("virtual-parents", name, parent, macOf(sources, parent)),
      ),
    ),
    ...allowed.map(({ name }) => claim("allowed", name, name, macOf(sources, name))),
  ];
}

function learntClaims(sources: ClaimSources, ip: string, subnet: string): AddressClaim[] {
  const { northbound, southbound } = sources;
  const bindings = southbound.macBindings(ip).filter(({ logicalPort }) => {
    const router = northbound.routerPort(logicalPort);
    return router !== null && northbound.switchesAcross(router).some(({ name }) => name === subnet);
  });
  return bindings.flatMap(({ logicalPort, mac, timestamp }): AddressClaim[] => {
    const [port = null] = portsWithMac(sources, mac, subnet);
    const learnt = southbound
      .portsLearnt(mac)
      .filter(({ datapath }) => southbound.datapath(datapath)?.name === subnet);
    return [
      {
        ...claim("MAC_Binding", logicalPort, port, mac),
        learntAtMs: timestamp > 0 ? timestamp : null,
      },
      ...learnt.map((one) => claim("FDB", one.logicalPort, one.logicalPort, mac)),
    ];
  });
}

function claim(
  source: ClaimSource,
  name: string,
  port: string | null,
  mac: string | null,
): AddressClaim {
  return { source, name, port, mac: mac || null, learntAtMs: null };
}

/** Ports of a Subnet that have a MAC by their own addresses, or where its switch has learnt it. */
export function portsWithMac(
  { northbound, southbound }: ClaimSources,
  mac: string,
  subnet: string,
): string[] {
  const own = northbound
    .portsWithMac(mac)
    .filter((port) => port.type === "" && northbound.switchOf(port)?.name === subnet)
    .map(({ name }) => name);
  const learnt = southbound
    .portsLearnt(mac)
    .filter(({ datapath }) => southbound.datapath(datapath)?.name === subnet)
    .map(({ logicalPort }) => logicalPort);
  return [...new Set([...own, ...learnt])];
}

function macOf({ northbound }: ClaimSources, port: string | null): string | null {
  const row = port === null ? null : northbound.logicalPort(port);
  return row?.addresses.find(({ mac }) => mac !== null)?.mac ?? null;
}

function wordsOf(list: string | undefined): string[] {
  return (list ?? "").split(",").filter((word) => word !== "");
}

/** What routers go by, what switches go by, then who may have it. */
const ranks: Readonly<Record<"routed" | "switched", readonly ClaimSource[]>> = {
  routed: [
    ...(["addresses", "virtual_parent", "MAC_Binding", "FDB"] as const),
    ...(["IP", "virtual-parents", "allowed", "Vip"] as const),
  ],
  switched: [
    ...(["addresses", "virtual_parent", "FDB", "MAC_Binding"] as const),
    ...(["IP", "virtual-parents", "allowed", "Vip"] as const),
  ],
};

/**
 * The ports that may hold an address, the likeliest first.
 *
 * @param isRouted packets come through a router of OVN, which goes by what it has learnt; within a
 *   Subnet whoever answers gets them.
 */
export function portsClaiming(claims: readonly AddressClaim[], isRouted: boolean): string[] {
  const order = ranks[isRouted ? "routed" : "switched"];
  const sorted = [...claims].sort((a, b) => order.indexOf(a.source) - order.indexOf(b.source));
  return [...new Set(sorted.flatMap(({ port }) => port ?? []))];
}
