import { type Reason, reason } from "../../../proto/reasons/index.ts";
import type { Plan, Role } from "../../evidence/plan.ts";
import type { NorthboundDifference } from "../../evidence/rows.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import type { LogicalAddress } from "../../inventory/ovn/logical-address.ts";
import type { Acl, LogicalSwitchPort } from "../../inventory/ovn/northbound-rows.ts";
import type { LogicalFlow } from "../../inventory/ovn/southbound-rows.ts";
import { isMadeFrom } from "../../ovn-language/acl-attribution.ts";
import { matchNames } from "../../ovn-language/acl-evaluation.ts";
import { evaluateMatch } from "../../ovn-language/match-evaluation.ts";
import { parseMatch } from "../../ovn-language/match-expression.ts";
import { matchedPacket } from "./matched-packet.ts";

/**
 * What ovn-northd has not carried over, of the rows that this path depends on: both logical ports,
 * the ACLs that apply to them, and the policies of their routers. ovn-northd copies `addresses`,
 * `port_security` and `external_ids` of ports, and makes logical flows of ACLs and policies whose
 * `stage-hint` names the row (OVN northd/northd.c).
 */
export function northboundDifferences(inventory: Inventory, plan: Plan): NorthboundDifference[] {
  const flows = policyFlows(inventory);
  return (["source", "destination"] as const).flatMap((role) => [
    ...portDifferences(inventory, plan, role),
    ...aclDifferences(inventory, plan, role, flows.acl),
    ...policyDifferences(inventory, plan, role, flows.router),
  ]);
}

interface PolicyFlows {
  readonly acl: readonly LogicalFlow[];
  readonly router: readonly LogicalFlow[];
}

/** One pass over all logical flows: there may be a hundred thousand. */
function policyFlows({ southbound }: Inventory): PolicyFlows {
  const acl: LogicalFlow[] = [];
  const router: LogicalFlow[] = [];
  for (const flow of southbound.mirror.tables.logicalFlows.values()) {
    if (/^ls_(in|out)_acl/.test(flow.stageName)) acl.push(flow);
    else if (flow.stageName === "lr_in_policy") router.push(flow);
  }
  return { acl, router };
}

function portDifferences(inventory: Inventory, plan: Plan, role: Role): NorthboundDifference[] {
  const { northbound, southbound } = inventory;
  const name = plan[role].logicalPort ?? "";
  const port = northbound.logicalPort(name);
  const binding = southbound.portBinding(name);
  const differ = (kind: NorthboundDifference["kind"], detail: Reason): NorthboundDifference[] => [
    { role, kind, detail, allows: null },
  ];
  if (port === null && binding === null) return [];
  if (binding === null)
    return differ("port-missing", reason("PORT_WITHOUT_BINDING", { port: name }));
  if (port === null) return differ("port-left", reason("BINDING_LEFT", { port: name }));
  if (port.type !== "") return [];
  const wanted = port.addresses.map(addressText);
  if (!wanted.includes("dynamic") && !sameTexts(wanted, binding.mac)) {
    const args = { port: name, wanted, actual: binding.mac };
    return differ("addresses", reason("BINDING_ADDRESSES", args));
  }
  if (!sameTexts(port.portSecurity.map(addressText), binding.portSecurity)) {
    return differ("port-security", reason("BINDING_PORT_SECURITY", { port: name }));
  }
  return [];
}

function addressText(address: LogicalAddress): string {
  return [address.mac ?? address.keyword ?? "", ...address.ips].join(" ").trim();
}

/** Spelling of the same addresses may differ in case only. */
function sameTexts(one: readonly string[], other: readonly string[]): boolean {
  const normal = (texts: readonly string[]): string =>
    texts
      .map((text) => text.toLowerCase().trim().replace(/\s+/g, " "))
      .sort()
      .join("; ");
  return normal(one) === normal(other);
}

function aclDifferences(
  inventory: Inventory,
  plan: Plan,
  role: Role,
  flows: readonly LogicalFlow[],
): NorthboundDifference[] {
  const port = inventory.northbound.logicalPort(plan[role].logicalPort ?? "");
  if (port === null) return [];
  return aclsOf(inventory, port)
    .filter((acl) => !flows.some((flow) => isMadeFrom(flow, acl)))
    .map((acl) => {
      const { direction, priority, action, match } = acl;
      const allows = action.startsWith("allow")
        ? { direction, priority, matches: matchesPacket(inventory, plan, role, acl) }
        : null;
      const name = acl.name ?? match;
      const detail = reason("ACL_WITHOUT_FLOW", { acl: acl.uuid.slice(0, 8), name });
      return { role, kind: "acl", detail, allows };
    });
}

function aclsOf({ northbound }: Inventory, port: LogicalSwitchPort): readonly Acl[] {
  const logicalSwitch = northbound.switchOf(port);
  const groups = northbound.portGroupsOf(port);
  const parents = logicalSwitch === null ? groups : [...groups, logicalSwitch];
  return [...new Set(parents.flatMap((parent) => northbound.aclsOf(parent)))];
}

function matchesPacket(inventory: Inventory, plan: Plan, role: Role, acl: Acl): boolean | null {
  const receives = acl.direction === "to-lport";
  // Of the request: what the destination receives and the source sends.
  if (receives !== (role === "destination")) return false;
  const expression = parseMatch(acl.match);
  if (expression === null) return null;
  return evaluateMatch(expression, matchedPacket(plan), matchNames(inventory.northbound));
}

/** Policies that route elsewhere need a next hop that fits, without which northd ignores them. */
const carriedAlways = /^(allow|drop)$/;

function policyDifferences(
  { northbound }: Inventory,
  plan: Plan,
  role: Role,
  flows: readonly LogicalFlow[],
): NorthboundDifference[] {
  const router = northbound.logicalRouter(plan[role].router ?? "");
  if (router === null || (role === "destination" && plan.source.router === router.name)) return [];
  return northbound
    .policiesOf(router)
    .filter(({ action }) => carriedAlways.test(action))
    .filter(({ uuid, match, priority }) => {
      const isMade = (flow: LogicalFlow): boolean =>
        uuid.startsWith(flow.stageHint ?? "-") ||
        (flow.match === match && flow.priority === priority);
      return !flows.some(isMade);
    })
    .map(({ priority, match }) => {
      const policy = `${priority} ${match}`;
      const detail = reason("POLICY_WITHOUT_FLOW", { policy, router: router.name });
      return { role, kind: "policy", detail, allows: null };
    });
}
