import type { Lab } from "../../context.ts";
import type { AclSpec } from "../../northbound/acl.ts";
import type { PolicyObjects } from "../../northbound/policies.ts";
import { nbctl } from "../../northbound/sync.ts";
import { addressFamilies } from "../../topology/addresses.ts";
import type { PodSpec } from "../../topology/specs.ts";
import { addressOf } from "../../topology/topology.ts";
import { knowsTiers } from "../tiers.ts";
import { applyObjects } from "./policy.ts";

/** Kube-OVN pkg/util/const.go; a rule's priority counts down from the highest. */
const priorities = { highest: 18_484, base: 2_005, sameGroup: 2_004, denyAll: 2_003 };
const firstRule = priorities.highest - 1;
const group = "ovn.sg.only.gateway";
const denyGroup = "ovn.sg.kubeovn_deny_all";

/**
 * Puts a pod into a security group with one rule for ingress, which admits the gateway alone; its
 * egress is open (pkg/controller/security_group.go, pkg/ovs/ovn-nb-acl.go).
 */
export async function applySecurityGroup(lab: Lab, pod: PodSpec): Promise<void> {
  const { logicalPort } = pod;
  const ids = ["security_groups=only-gateway", "associated_sg_only-gateway=true"];
  const set = ids.map((id) => `external_ids:${id}`);
  await nbctl(lab, ["set", "Logical_Switch_Port", logicalPort, ...set]);
  for (const objects of securityGroups(pod, await knowsTiers(lab)))
    await applyObjects(lab, objects);
}

/** The group itself, and the one that drops whatever no group admits. */
export function securityGroups(pod: PodSpec, withTiers: boolean): PolicyObjects[] {
  // The same in both, so that a packet meets it wherever a rule sends it on to.
  const tiers = withTiers ? [2, 3] : [2];
  const denials = directions.map((direction) => ({
    parent: denyGroup,
    direction,
    priority: priorities.denyAll,
    match: `${portOf(direction, denyGroup)} && ip`,
    action: "drop" as const,
  }));
  const denyAll: PolicyObjects = {
    group: denyGroup,
    ports: [pod.logicalPort],
    externalIds: { sg: "kubeovn_deny_all", type: "security_group" },
    addressSets: [],
    acls: inTiers(tiers, denials),
  };
  return [ownGroup(pod, tiers), denyAll];
}

function ownGroup(pod: PodSpec, tiers: readonly number[]): PolicyObjects {
  const allow = { parent: group, action: "allow-related" } as const;
  const base = directions.flatMap((direction) =>
    baseMatches(direction).map((match) => ({
      ...allow,
      direction,
      priority: priorities.base,
      match: `${portOf(direction)} && ${match}`,
    })),
  );
  const sameGroup = directions.flatMap((direction) =>
    addressFamilies.map((family) => ({
      ...allow,
      direction,
      priority: priorities.sameGroup,
      match: `${portOf(direction)} && ${remote(direction, family, `$${setOf(family)}`)}`,
    })),
  );
  const rules = [
    { direction: "to-lport", match: remote("to-lport", "IPv4", pod.gateway) },
    { direction: "from-lport", match: remote("from-lport", "IPv4", "0.0.0.0/0") },
    { direction: "from-lport", match: remote("from-lport", "IPv6", "::/0") },
  ] as const;
  return {
    group,
    ports: [pod.logicalPort],
    externalIds: { sg: "only-gateway", type: "security_group" },
    acls: [
      ...inTiers(tiers, base),
      ...sameGroup,
      ...rules.map(({ direction, match }) => ({
        ...allow,
        direction,
        priority: firstRule,
        match: `${portOf(direction)} && ${match}`,
      })),
    ],
    addressSets: addressFamilies.map((family) => {
      const ip = addressOf(pod, family);
      const externalIds = { sg: "only-gateway", vendor: "kube-ovn" };
      return { name: setOf(family), addresses: ip === undefined ? [] : [ip], externalIds };
    }),
  };
}

const directions = ["to-lport", "from-lport"] as const;
type Direction = AclSpec["direction"];
type Family = (typeof addressFamilies)[number];

function inTiers(tiers: readonly number[], acls: readonly AclSpec[]): AclSpec[] {
  return tiers.flatMap((tier) => acls.map((acl) => ({ ...acl, tier })));
}

/** What a pod needs before anybody admits anything: neighbours, DHCP, and VRRP. */
function baseMatches(direction: Direction): string[] {
  const ingress = direction === "to-lport";
  const ports = (server: number, client: number): string => {
    const [source, destination] = ingress ? [server, client] : [client, server];
    return `udp.src == ${source} && udp.dst == ${destination}`;
  };
  const neighbours = ingress ? "{130, 134, 135, 136}" : "{130, 133, 135, 136}";
  return [
    "arp",
    `icmp6.type == ${neighbours} && icmp6.code == 0 && ip.ttl == 255`,
    `${ports(67, 68)} && ip4`,
    `${ports(547, 546)} && ip6`,
    "ip.proto == 112",
  ];
}

/** Traffic with other addresses of one family. */
function remote(direction: Direction, family: Family, addresses: string): string {
  const version = family === "IPv6" ? "ip6" : "ip4";
  return `${version} && ${version}.${direction === "to-lport" ? "src" : "dst"} == ${addresses}`;
}

function setOf(family: Family): string {
  return `${group}.associated.${family === "IPv6" ? "v6" : "v4"}`;
}

function portOf(direction: Direction, of = group): string {
  return `${direction === "to-lport" ? "outport" : "inport"} == @${of}`;
}
