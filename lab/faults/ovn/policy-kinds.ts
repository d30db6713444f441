import type { Lab } from "../../context.ts";
import type { AclSpec } from "../../northbound/acl.ts";
import { addAclsCommand, createPolicyCommand } from "../../northbound/create.ts";
import type { AddressSetSpec, PolicyObjects } from "../../northbound/policies.ts";
import { nbctl } from "../../northbound/sync.ts";
import type { PodSpec } from "../../topology/specs.ts";
import { expectation, type Fault, fromAToB } from "../fault.ts";
import { knowsTiers } from "../tiers.ts";

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
    inject: ({ lab, destination }) => securityGroup(lab, destination),
  },
  {
    ...fromAToB,
    protocols: ["tcp"],
    families: ["IPv4"],
    name: "admin-policy-deny",
    summary: "an AdminNetworkPolicy denies what the source sends to the destination",
    expect: denied,
    inject: (path) => adminPolicy(path, "anp", 30_000 - 100),
  },
  {
    ...fromAToB,
    protocols: ["tcp"],
    families: ["IPv4"],
    name: "baseline-admin-policy-deny",
    summary: "a BaselineAdminNetworkPolicy denies what the source sends to the destination",
    expect: denied,
    inject: (path) => adminPolicy(path, "banp", 1_800),
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

/** A security group with one rule for ingress; its egress is open, as by default. */
async function securityGroup(lab: Lab, pod: PodSpec): Promise<void> {
  const group = "ovn.sg.only.gateway";
  const allow = { parent: group, action: "allow-related" } as const;
  const common = { externalIds: { sg: "only-gateway", type: "security_group" }, addressSets: [] };
  const own: PolicyObjects = {
    ...common,
    group,
    ports: [pod.logicalPort],
    acls: [
      ...(["to-lport", "from-lport"] as const).map((direction) => ({
        ...allow,
        direction,
        priority: 2_005,
        match: `${portOf(direction)} == @${group} && arp`,
      })),
      {
        ...allow,
        direction: "to-lport",
        priority: 2_299,
        match: `outport == @${group} && ip4 && ip4.src == ${pod.gateway}`,
      },
      {
        ...allow,
        direction: "from-lport",
        priority: 2_299,
        match: `inport == @${group} && ip4 && ip4.dst == 0.0.0.0/0`,
      },
    ],
  };
  const denyGroup = "ovn.sg.kubeovn_deny_all";
  const denyAll: PolicyObjects = {
    ...common,
    externalIds: { sg: "kubeovn_deny_all", type: "security_group" },
    group: denyGroup,
    ports: [pod.logicalPort],
    acls: (["to-lport", "from-lport"] as const).map((direction) => ({
      parent: denyGroup,
      direction,
      priority: 2_003,
      match: `${portOf(direction)} == @${denyGroup} && ip`,
      action: "drop",
    })),
  };
  const ids = ["external_ids:security_groups=only-gateway"];
  ids.push("external_ids:associated_sg_only-gateway=true");
  await nbctl(lab, ["set", "Logical_Switch_Port", pod.logicalPort, ...ids]);
  await create(lab, own);
  await create(lab, denyAll);
}

function portOf(direction: AclSpec["direction"]): string {
  return direction === "to-lport" ? "outport" : "inport";
}

/** One rule for ingress that denies one pod; of a tier before or after NetworkPolicies. */
async function adminPolicy(
  { lab, source, destination }: Parameters<Fault["inject"]>[0],
  kind: "anp" | "banp",
  priority: number,
): Promise<void> {
  const name = kind === "anp" ? "deny-tenant" : "default";
  const group = `${kind}.${name}`.replaceAll("-", ".");
  const set = `${group}.ingress.IPv4.0`;
  const addressSet: AddressSetSpec = {
    name: set,
    addresses: [source.ip],
    externalIds: { [kind]: `${name}/ingress`, vendor: "kube-ovn" },
  };
  const acl: AclSpec = {
    parent: group,
    direction: "to-lport",
    priority,
    match: `outport == @${group} && ip && ip4.src == $${set}`,
    action: "drop",
    name: `${kind}/${name}/ingress/IPv4/0`,
    tier: kind === "anp" ? 1 : 3,
  };
  const externalIds = { [kind]: name };
  const ports = [destination.logicalPort];
  await create(lab, { group, ports, externalIds, acls: [acl], addressSets: [addressSet] });
}

async function create(lab: Lab, objects: PolicyObjects): Promise<void> {
  await nbctl(lab, ["--wait=hv", ...createPolicyCommand(objects, await knowsTiers(lab))]);
}
