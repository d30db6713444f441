import { type Reason, reason } from "../../../../proto/reasons/index.ts";
import type { NodeFacts } from "../../../../proto/wire/facts.ts";
import { canonicalIp } from "../../../inventory/ip-address.ts";
import { bad, type DoctorCheck, type DoctorItem, node, ok, unknown } from "../check.ts";
import { chassisRows, openVswitchIds } from "../commands.ts";
import type { ChassisLook, NodeLook } from "../evidence.ts";

/**
 * Each node's tunnel: Open_vSwitch external_ids:ovn-encap-type and ovn-encap-ip, the Encap rows
 * that ovn-controller made of them, an interface with the address, a port to each other chassis.
 */
export const nodesTunnel: DoctorCheck = {
  name: "nodes-tunnel",
  run: ({ looks, chassis }) =>
    looks.flatMap((look) => {
      const subject = node(look.node);
      if (!look.facts.known) return [unknown(subject, look.facts.why)];
      const unread = look.facts.value.problems.find(({ part }) => part === "ovs-database");
      if (unread !== undefined) {
        return [unknown(subject, unread.why, reason("ADVICE_MOUNT_RUN_DIRS", {}))];
      }
      if (!chassis.known) return [unknown(subject, chassis.why)];
      return itemsOf(look, look.facts.value, chassis.value);
    }),
};

function itemsOf(
  { node: name }: NodeLook,
  facts: NodeFacts,
  chassis: readonly ChassisLook[],
): DoctorItem[] {
  const { externalIds } = facts;
  const systemId = externalIds["system-id"] ?? "";
  const types = listOf(externalIds["ovn-encap-type"]);
  const ips = listOf(externalIds["ovn-encap-ip"]).map((ip) => canonicalIp(ip) ?? ip);
  const own = chassis.find(
    (row) => row.name === systemId || (systemId === "" && row.hostname === name),
  );
  if (types.length === 0 || ips.length === 0) {
    return [failed(name, reason("ENCAP_NOT_SET", {}), "ADVICE_SET_ENCAP", openVswitchIds)];
  }
  if (own === undefined) {
    return [
      failed(name, reason("NO_CHASSIS_OF_NODE", { systemId }), "ADVICE_NO_CHASSIS", chassisRows),
    ];
  }
  const items = [
    ...differences(name, own, types, ips),
    ...notLocal(name, facts, ips),
    ...namesakes(name, own, chassis),
    ...ports(name, facts, own, chassis),
  ];
  if (items.length > 0) return items;
  return [ok(node(name), reason("TUNNEL_FITS", { type: types.join(","), ip: ips.join(",") }))];
}

/** ovn-controller writes what Open vSwitch is told; a difference is one that does not any more. */
function differences(
  name: string,
  own: ChassisLook,
  types: readonly string[],
  ips: readonly string[],
): DoctorItem[] {
  const rowIps = [...new Set(own.encaps.map(({ ip }) => canonicalIp(ip) ?? ip))];
  const rowTypes = [...new Set(own.encaps.map(({ type }) => type))];
  const items: DoctorItem[] = [];
  if (!sameSet(ips, rowIps)) {
    const found = reason("ENCAP_IP_DIFFERS", { node: ips, chassis: rowIps });
    items.push(failed(name, found, "ADVICE_ENCAP_DIFFERS", chassisRows));
  }
  if (!sameSet(types, rowTypes)) {
    const found = reason("ENCAP_TYPE_DIFFERS", { node: types, chassis: rowTypes });
    items.push(failed(name, found, "ADVICE_ENCAP_DIFFERS", chassisRows));
  }
  return items;
}

function notLocal(
  name: string,
  { links, problems }: NodeFacts,
  ips: readonly string[],
): DoctorItem[] {
  const unread = problems.find(({ part }) => part === "links");
  if (unread !== undefined) return [unknown(node(name), unread.why)];
  const own = links.flatMap(({ addresses }) => addresses.map(withoutPrefix));
  const missing = ips.filter((ip) => !own.includes(ip));
  if (missing.length === 0) return [];
  const found = reason("ENCAP_IP_NOT_LOCAL", { ips: missing });
  return [failed(name, found, "ADVICE_SET_ENCAP", openVswitchIds)];
}

/** A node that came back under another system-id leaves its old row behind. */
function namesakes(name: string, own: ChassisLook, chassis: readonly ChassisLook[]): DoctorItem[] {
  const others = chassis.filter((row) => row !== own && row.hostname === own.hostname);
  if (others.length === 0) return [];
  const found = reason("CHASSIS_NAMESAKES", { chassis: others.map((row) => row.name) });
  return [failed(name, found, "ADVICE_CHASSIS_NAMESAKES", chassisRows)];
}

function ports(
  name: string,
  { tunnels }: NodeFacts,
  own: ChassisLook,
  chassis: readonly ChassisLook[],
): DoctorItem[] {
  const broken = tunnels.filter(({ error, ofport }) => error !== "" || ofport <= 0);
  const items = broken.map(({ interface: port, error }) => {
    const found = reason("TUNNEL_PORT_BROKEN", { port, said: error });
    return failed(name, found, "ADVICE_TUNNEL_PORT", "ovs-vsctl list Interface");
  });
  const reached = new Set(tunnels.map(({ remoteIp }) => canonicalIp(remoteIp) ?? remoteIp));
  const ownTypes = own.encaps.map(({ type }) => type);
  const unreached = chassis
    .filter((row) => row !== own && row.hostname !== own.hostname && !row.isRemote)
    .filter(({ encaps }) => encaps.some(({ type }) => ownTypes.includes(type)))
    .filter(({ encaps }) => !encaps.some(({ ip }) => reached.has(canonicalIp(ip) ?? ip)))
    .map(({ hostname, name: id }) => hostname || id);
  const missing = [...new Set(unreached)];
  if (missing.length === 0) return items;
  const found = reason("TUNNELS_MISSING", { to: missing });
  return [...items, failed(name, found, "ADVICE_TUNNEL_PORT", "ovs-vsctl show")];
}

type TunnelAdvice =
  | "ADVICE_SET_ENCAP"
  | "ADVICE_NO_CHASSIS"
  | "ADVICE_ENCAP_DIFFERS"
  | "ADVICE_CHASSIS_NAMESAKES"
  | "ADVICE_TUNNEL_PORT";

function failed(name: string, found: Reason, advice: TunnelAdvice, command: string): DoctorItem {
  return bad("failed", node(name), found, reason(advice, {}), [command]);
}

/** Of several: "geneve,vxlan" (ovn-controller(8)). */
function listOf(value: string | undefined): string[] {
  return (value ?? "").split(",").filter((one) => one !== "");
}

function withoutPrefix(address: string): string {
  const ip = address.split("/")[0] ?? "";
  return canonicalIp(ip) ?? ip;
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item) => other.includes(item));
}
