import { ChangeCounter } from "../../../lib/ovsdb/change-counter.ts";
import type { OvsdbClient } from "../../../lib/ovsdb/client.ts";
import { OvsdbMirror } from "../../../lib/ovsdb/mirror.ts";
import { canonicalIp } from "../ip-address.ts";
import type * as rows from "./southbound-rows.ts";
import { southboundTables } from "./southbound-tables.ts";
import { tracedTables } from "./traced-tables.ts";

/**
 * The tables whose rows' uuids ovn-controller uses as cookies of br-int: logical flows, port and
 * multicast bindings (controller/physical.c), neighbours, FDB and load balancers
 * (controller/lflow.c).
 */
export const cookieTables = [
  "logicalFlows",
  "portBindings",
  "multicastGroups",
  "loadBalancers",
  "macBindings",
  "staticMacBindings",
  "fdb",
  "ecmpNexthops",
  "chassis",
  "datapaths",
] as const;

/** A southbound row that a cookie stands for. */
export interface CookieOwner {
  readonly table: (typeof cookieTables)[number];
  readonly uuid: string;
}

/** How far one chassis has come with the configuration. */
export interface ChassisProgress {
  readonly nbCfg: number;
  /** Milliseconds since 1970; 0 when never reported. */
  readonly nbCfgTimestamp: number;
}

/** Milliseconds a removed row's cookie is still taken as OVN's: longer than a large recompute. */
const removedGraceMs = 60_000;

/** Milliseconds for which it counts where a port was bound: nodes that fight over it take turns. */
const recentMs = 60_000;

/** The OVN southbound, mirrored: what was handed to the nodes, and what they claimed. */
export class Southbound {
  readonly mirror: OvsdbMirror<typeof southboundTables>;
  readonly #traced: ChangeCounter;

  constructor(client: OvsdbClient) {
    this.mirror = new OvsdbMirror(client, southboundTables);
    this.#traced = new ChangeCounter(client, tracedTables);
  }

  /** Grows with every change that a logical trace could show; null while it is not known. */
  get tracedRevision(): number | null {
    return this.#traced.revision;
  }

  /** The binding of a logical port. */
  portBinding(name: string): rows.PortBinding | null {
    return this.mirror.tables.portBindings.find("name", name) ?? null;
  }

  /** The port that a Geneve packet names: VNI and one of the two keys of OVN's option. */
  portBindingByKeys(datapathKey: number, portKey: number): rows.PortBinding | null {
    const datapath = this.datapathByKey(datapathKey);
    if (datapath === null) return null;
    const key = `${datapath.uuid} ${portKey}`;
    return this.mirror.tables.portBindings.find("tunnelKey", key) ?? null;
  }

  portBindingsOn(chassis: rows.Chassis): readonly rows.PortBinding[] {
    return this.mirror.tables.portBindings.lookup("chassis", chassis.uuid);
  }

  chassisByName(name: string): rows.Chassis | null {
    return this.mirror.tables.chassis.find("name", name) ?? null;
  }

  /** The chassis of a node, by `hostname`; several after a node came back with a new system-id. */
  chassisOfHostname(hostname: string): readonly rows.Chassis[] {
    return this.mirror.tables.chassis.lookup("hostname", hostname);
  }

  /** The chassis that has claimed a port. */
  chassisOf(binding: rows.PortBinding): rows.Chassis | null {
    if (binding.chassis === null) return null;
    return this.mirror.tables.chassis.get(binding.chassis) ?? null;
  }

  /**
   * The nodes that a port was bound to in the last minute, and how often that changed: one where
   * nobody else claims it. A chassis that two nodes share has now one's name, now the other's.
   */
  recentlyBound(
    binding: rows.PortBinding,
    now: Date = new Date(),
  ): { readonly nodes: readonly string[]; readonly changes: number } {
    const since = new Date(now.getTime() - recentMs);
    const { portBindings, chassis } = this.mirror.tables;
    const former = portBindings.recently(binding.uuid, since).filter((uuid) => uuid !== "");
    const all = new Set(binding.chassis === null ? former : [...former, binding.chassis]);
    const renamed = [...all].flatMap((uuid) => chassis.recently(uuid, since));
    const current = [...all].flatMap((uuid) => chassis.get(uuid)?.hostname ?? []);
    return {
      nodes: [...new Set([...renamed, ...current])],
      changes: former.length + renamed.length,
    };
  }

  /** Where a port is as well while its machine moves. */
  additionalChassisOf({ additionalChassis }: rows.PortBinding): readonly rows.Chassis[] {
    return additionalChassis.flatMap((uuid) => this.mirror.tables.chassis.get(uuid) ?? []);
  }

  encapsOf(chassis: rows.Chassis): readonly rows.Encap[] {
    return chassis.encaps.flatMap((uuid) => this.mirror.tables.encaps.get(uuid) ?? []);
  }

  /** Tunnel addresses of a chassis. */
  encapIps(chassis: rows.Chassis): readonly string[] {
    return [...new Set(this.encapsOf(chassis).map((encap) => encap.ip))];
  }

  /** The chassis with a tunnel address. */
  chassisWithEncapIp(ip: string): readonly rows.Chassis[] {
    const encaps = this.mirror.tables.encaps.lookup("ip", canonicalIp(ip) ?? ip);
    return encaps.flatMap((encap) => this.chassisByName(encap.chassisName) ?? []);
  }

  /** What a chassis has reported back; null when it never did. */
  progressOf(chassis: rows.Chassis): ChassisProgress | null {
    return this.mirror.tables.chassisPrivate.find("name", chassis.name) ?? null;
  }

  datapath(uuid: string): rows.DatapathBinding | null {
    return this.mirror.tables.datapaths.get(uuid) ?? null;
  }

  datapathByKey(tunnelKey: number): rows.DatapathBinding | null {
    return this.mirror.tables.datapaths.find("tunnelKey", String(tunnelKey)) ?? null;
  }

  /** The datapath of a northbound switch or router. */
  datapathOf(northbound: { readonly uuid: string }): rows.DatapathBinding | null {
    return this.mirror.tables.datapaths.find("northbound", northbound.uuid) ?? null;
  }

  /** Logical flows whose uuid begins with 8 hex digits: an OpenFlow cookie. Rarely several. */
  logicalFlowByUuidPrefix(hex8: string): readonly rows.LogicalFlow[] {
    return this.mirror.tables.logicalFlows.lookup("prefix", hex8.toLowerCase());
  }

  /** The flows of a stage in which routers choose the next hop, of one datapath. */
  routingFlows(datapath: rows.DatapathBinding, stageName: string): readonly rows.LogicalFlow[] {
    const { logicalFlows, datapathGroups } = this.mirror.tables;
    const groups = [...datapathGroups.values()].filter((one) =>
      one.datapaths.includes(datapath.uuid),
    );
    return [datapath, ...groups].flatMap(({ uuid }) =>
      logicalFlows.lookup("routing", `${stageName} ${uuid}`),
    );
  }

  /** Whether a logical flow belongs to a datapath, by itself or through a group. */
  isFlowOn(flow: rows.LogicalFlow, datapath: rows.DatapathBinding): boolean {
    if (flow.logicalDatapath === datapath.uuid) return true;
    if (flow.logicalDpGroup === null) return false;
    const group = this.mirror.tables.datapathGroups.get(flow.logicalDpGroup);
    return group?.datapaths.includes(datapath.uuid) ?? false;
  }

  /** The rows that an OpenFlow cookie of br-int stands for. */
  cookieOwners(cookie: number | bigint): readonly CookieOwner[] {
    const prefix = uuidPrefixOf(cookie);
    if (prefix === null) return [];
    return cookieTables.flatMap((table) =>
      this.mirror.tables[table].lookup("prefix", prefix).map(({ uuid }) => ({ table, uuid })),
    );
  }

  /**
   * Whether a southbound row explains a flow with this cookie: the row exists, or went within the
   * last minute, which a node may not have caught up with. false for 0, which proves nothing: OVN
   * uses it for flows that several rows share, and hand-made flows have it by default.
   */
  hasCookie(cookie: number | bigint, now: Date = new Date()): boolean {
    const prefix = uuidPrefixOf(cookie);
    if (prefix === null || prefix === "00000000") return false;
    if (cookieTables.some((name) => this.mirror.tables[name].has("prefix", prefix))) return true;
    return this.cookieRemovedMs(cookie, now) !== null;
  }

  /**
   * How long ago the row went that explained a flow with this cookie, in milliseconds; null when
   * no such row went within the last minute.
   */
  cookieRemovedMs(cookie: number | bigint, now: Date = new Date()): number | null {
    const prefix = uuidPrefixOf(cookie);
    if (prefix === null || prefix === "00000000") return null;
    const ages = cookieTables.flatMap((name) => {
      const removedAt = this.mirror.tables[name].removedAt(prefix);
      return removedAt === null ? [] : [now.getTime() - removedAt.getTime()];
    });
    const youngest = Math.min(...ages);
    return youngest < removedGraceMs ? youngest : null;
  }

  /** MAC addresses that OVN has learnt for an IP address outside its own ports. */
  macBindings(ip: string): readonly rows.MacBinding[] {
    return this.mirror.tables.macBindings.lookup("ip", canonicalIp(ip) ?? ip);
  }

  /** Ports at which switches have learnt a MAC. */
  portsLearnt(mac: string): readonly rows.PortBinding[] {
    const learnt = this.mirror.tables.fdb.lookup("mac", mac.toLowerCase());
    return learnt.flatMap(
      ({ datapathKey, portKey }) => this.portBindingByKeys(datapathKey, portKey) ?? [],
    );
  }

  /** Health checks of an address. */
  serviceMonitors(ip: string): readonly rows.ServiceMonitor[] {
    return this.mirror.tables.serviceMonitors.lookup("ip", canonicalIp(ip) ?? ip);
  }

  /** The row of SB_Global; null until synced. */
  global(): rows.SbGlobal | null {
    return [...this.mirror.tables.globals.values()][0] ?? null;
  }
}

/** First 8 hex digits of a uuid as a cookie has them; null for more than 32 bits. */
export function uuidPrefixOf(cookie: number | bigint): string | null {
  const value = BigInt(cookie);
  if (value < 0n || value > 0xffff_ffffn) return null;
  return value.toString(16).padStart(8, "0");
}
