import type { Direction } from "../../../proto/documents/v1/diagnosis.ts";
import { allOf, type Reason, reason } from "../../../proto/reasons/index.ts";
import { otherRole, type Role } from "../../evidence/plan.ts";
import type { AclRow, PolicyRow, PolicyRuleRow } from "../../evidence/rows.ts";
import type { CaseView } from "../../evidence/view.ts";
import { nameOf } from "../check.ts";

/**
 * Of a default deny: which rule is missing, and what the rules that come close do admit. Null when
 * the ACL drops by a rule of its own.
 */
export function missingRule(view: CaseView, acl: AclRow, direction: Direction): Reason | null {
  if (!acl.isDefaultDeny) return null;
  const receives = acl.direction === "to-lport";
  const sender: Role = direction === "request" ? "source" : "destination";
  const role = receives ? otherRole(sender) : sender;
  const peer = nameOf(view, otherRole(role));
  const way = receives ? "from" : "to";
  const missing = reason("NO_RULE_ALLOWS", { traffic: trafficOf(view), way, peer });
  const looked = view.policies(role);
  // Rules were evaluated for the request.
  if (!looked.known || looked.value === null || direction === "reply") return missing;
  const rows = looked.value.filter((row) => (receives ? row.deniesIngress : row.deniesEgress));
  const near = rows.flatMap((row) => closest(row, peer));
  return allOf([missing, ...near]);
}

function trafficOf({ plan }: CaseView): string {
  const { protocol } = plan.traffic;
  const port = plan.targetPort ?? plan.traffic.port;
  return port === null ? protocol : `${protocol}/${port}`;
}

/** What of a policy comes closest to admitting the packet. */
function closest({ resource, rules }: PolicyRow, peer: string): Reason[] {
  if (rules === undefined) return [];
  const { kind, namespace, name } = resource;
  const policy = `${kind} ${namespace === null ? "" : `${namespace}/`}${name}`;
  const some = (test: (rule: PolicyRuleRow) => boolean): boolean => rules.some(test);
  if (rules.length === 0) return [reason("POLICY_WITHOUT_RULES", { policy })];
  if (some((rule) => rule.peer === true && rule.isExcepted)) {
    return [reason("POLICY_EXCEPTS", { policy, peer })];
  }
  if (some((rule) => rule.peer === true && rule.port === false)) {
    return [reason("POLICY_OTHER_PORTS", { policy, peer })];
  }
  if (some((rule) => rule.peer === false && rule.port === true)) {
    return [reason("POLICY_OTHER_PEERS", { policy, peer })];
  }
  return [];
}
