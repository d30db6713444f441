import type { AclSpec } from "../../northbound/acl.ts";
import { addAclsCommand } from "../../northbound/create.ts";
import type { AddressSetSpec, PolicyObjects } from "../../northbound/policies.ts";
import { nbctl } from "../../northbound/sync.ts";
import { addressFamilies } from "../../topology/addresses.ts";
import { addressOf } from "../../topology/topology.ts";
import { expectation, type Fault, type FaultPath, fromAToB } from "../fault.ts";
import { knowsTiers } from "../tiers.ts";
import { applyObjects } from "./policy.ts";
import { applySecurityGroup } from "./security-group.ts";

const denied = expectation("destination-bridge", "request", "ACL_DENIED");

/**
 * What else denies, as Kube-OVN writes it into NB (pkg/ovs/ovn-nb-acl.go, pkg/controller
 * security_group.go and admin_network_policy.go; priorities in pkg/util/const.go).
 */
export const policyKindFaults: readonly Fault[] = [
  {
    ...fromAToB,
    protocols: ["tcp"],
    name: "security-group-deny",
    summary: "the destination's security group admits another address only",
    expect: denied,
    inject: ({ lab, destination }) => applySecurityGroup(lab, destination),
  },
  {
    ...fromAToB,
    protocols: ["tcp"],
    name: "admin-policy-deny",
    summary: "an AdminNetworkPolicy denies what the source sends to the destination",
    expect: denied,
    inject: (path) => applyObjects(path.lab, adminObjects(path, anp)),
  },
  {
    ...fromAToB,
    protocols: ["tcp"],
    name: "baseline-admin-policy-deny",
    summary: "a BaselineAdminNetworkPolicy denies what the source sends to the destination",
    expect: denied,
    inject: (path) => applyObjects(path.lab, adminObjects(path, banp)),
  },
  {
    ...fromAToB,
    protocols: ["tcp"],
    families: ["IPv4"],
    name: "subnet-acl-deny",
    summary: "an ACL of the destination's Subnet drops what the source sends",
    expect: denied,
    inject: async ({ lab, source, destination }) => {
      const acl: AclSpec = {
        parent: destination.subnet,
        direction: "to-lport",
        priority: 1_500,
        match: `ip4.src == ${source.ip} && ip4.dst == ${destination.ip}`,
        action: "drop",
        externalIds: { subnet: destination.subnet },
      };
      const command = addAclsCommand("Logical_Switch", [acl], await knowsTiers(lab));
      await nbctl(lab, ["--wait=hv", ...command.slice(1)]);
    },
  },
];

interface AdminKind {
  readonly kind: "anp" | "banp";
  readonly name: string;
  readonly rule: string;
  readonly priority: number;
  /** Before NetworkPolicies, or after them. */
  readonly tier: number;
}

export const anp: AdminKind = {
  kind: "anp",
  name: "deny-tenant",
  rule: "from-tenant",
  priority: 30_000 - 10 * 100, // spec.priority 10, first rule
  tier: 1,
};
export const banp: AdminKind = {
  kind: "banp",
  name: "default",
  rule: "from-tenant",
  priority: 1_800,
  tier: 3,
};

/** One rule for ingress that denies one pod. Its names have dots, in OVN's languages no dashes. */
export function adminObjects(
  { source, destination }: Pick<FaultPath, "source" | "destination">,
  { kind, name, rule, priority, tier }: AdminKind,
): PolicyObjects {
  const group = name.replaceAll("-", ".");
  const setOf = (family: string): string =>
    `${group}.ingress.0.${rule.replaceAll("-", ".")}.${family}`;
  const addressSets = addressFamilies.map((family): AddressSetSpec => {
    const ip = addressOf(source, family);
    const externalIds = { [kind]: `${name}/ingress`, vendor: "kube-ovn" };
    return { name: setOf(family), addresses: ip === undefined ? [] : [ip], externalIds };
  });
  const acls = addressFamilies.map((family): AclSpec => {
    const field = family === "IPv6" ? "ip6" : "ip4";
    return {
      parent: group,
      direction: "to-lport",
      priority,
      match: `outport == @${group} && ip && ${field}.src == $${setOf(family)}`,
      action: "drop",
      name: `${kind}/${name}/ingress/${family}/0`,
      tier,
      afterLoadBalancer: true, // of both directions, though it means something for egress alone
    };
  });
  const ports = [destination.logicalPort];
  return { group, ports, externalIds: { [kind]: name }, acls, addressSets };
}
