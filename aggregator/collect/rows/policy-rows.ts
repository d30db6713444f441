import type { Plan, Role } from "../../evidence/plan.ts";
import type { PolicyRow, PolicyRuleRow } from "../../evidence/rows.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import type { Acl, LogicalSwitchPort, PortGroup } from "../../inventory/ovn/northbound-rows.ts";
import { isDenyAllGroup } from "../../inventory/ovn/policy-reference.ts";
import { evaluateRule } from "../../ovn-language/rule-evaluation.ts";
import { matchedPacket } from "./matched-packet.ts";

/** The policies that select an end's port, with what their rules say of the request. */
export function policyRows(inventory: Inventory, plan: Plan, role: Role): PolicyRow[] {
  const { northbound } = inventory;
  const port = northbound.logicalPort(plan[role].logicalPort ?? "");
  if (port === null) return [];
  const denyAll = denyAllAcls(inventory, port);
  return northbound
    .policiesSelecting(port)
    .filter(({ portGroup }) => !isDenyAllGroup(portGroup))
    .map(({ policy, portGroup }) => {
      const own = northbound.aclsOf(portGroup);
      const drops = [...own, ...(policy.kind === "SecurityGroup" ? denyAll : [])].filter(
        ({ action }) => action === "drop",
      );
      return {
        resource: { kind: policy.kind, namespace: policy.namespace, name: policy.name },
        deniesIngress: drops.some((acl) => acl.direction === "to-lport"),
        deniesEgress: drops.some((acl) => acl.direction === "from-lport"),
        rules: rulesOf(inventory, plan, role, own),
      };
    });
}

/**
 * What Kube-OVN allows beside the rules of a policy (kube-ovn pkg/controller/network_policy.go): of
 * one without rules an empty set of addresses, of every one for IPv6 all of ICMPv6.
 */
const ofKubeOvn = /^icmp6$|\.allow\.IPv[46]\.all\b/;

/** What no rule of a port's security groups allows, one group drops for all of them. */
function denyAllAcls({ northbound }: Inventory, port: LogicalSwitchPort): readonly Acl[] {
  const groups: readonly PortGroup[] = northbound.portGroupsOf(port);
  return groups.filter(isDenyAllGroup).flatMap((group) => northbound.aclsOf(group));
}

function rulesOf(
  { northbound }: Inventory,
  plan: Plan,
  role: Role,
  acls: readonly Acl[],
): PolicyRuleRow[] {
  const [lport, direction] =
    role === "destination"
      ? (["to-lport", "ingress"] as const)
      : (["from-lport", "egress"] as const);
  const packet = matchedPacket(plan, role);
  return acls
    .filter((acl) => acl.direction === lport && acl.action.startsWith("allow"))
    .filter(({ match }) => !ofKubeOvn.test(match))
    .map((acl) => {
      const evaluated = evaluateRule(northbound, acl, packet);
      return { name: acl.name ?? acl.match, direction, ...evaluated };
    });
}
