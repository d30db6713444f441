import type { Direction } from "../../../proto/documents/v1/diagnosis.ts";
import { otherRole, type Role } from "../../evidence/plan.ts";
import type { AclRow, PolicyRow, PolicyRuleRow } from "../../evidence/rows.ts";
import type { CaseView } from "../../evidence/view.ts";
import { nameOf } from "../check.ts";

/**
 * Of a default deny: which rule is missing, and what the rules that come close do admit. Null when
 * the ACL drops by a rule of its own.
 */
export function missingRule(view: CaseView, acl: AclRow, direction: Direction): string | null {
  if (!acl.isDefaultDeny) return null;
  const receives = acl.direction === "to-lport";
  const sender: Role = direction === "request" ? "source" : "destination";
  const role = receives ? otherRole(sender) : sender;
  const peer = nameOf(view, otherRole(role));
  const missing = `no rule allows ${trafficOf(view)} ${receives ? "from" : "to"} ${peer}`;
  const looked = view.policies(role);
  // Rules were evaluated for the request.
  if (!looked.known || looked.value === null || direction === "reply") return missing;
  const rows = looked.value.filter((row) => (receives ? row.deniesIngress : row.deniesEgress));
  const near = rows.flatMap((row) => closest(row, peer));
  return [missing, ...near].join("; ");
}

function trafficOf({ plan }: CaseView): string {
  const { protocol } = plan.traffic;
  const port = plan.targetPort ?? plan.traffic.port;
  return port === null ? protocol : `${protocol}/${port}`;
}

/** What of a policy comes closest to admitting the packet. */
function closest({ resource, rules }: PolicyRow, peer: string): string[] {
  if (rules === undefined) return [];
  const { kind, namespace, name } = resource;
  const policy = `${kind} ${namespace === null ? "" : `${namespace}/`}${name}`;
  const some = (test: (rule: PolicyRuleRow) => boolean): boolean => rules.some(test);
  if (rules.length === 0) return [`${policy} has no such rule at all`];
  if (some((rule) => rule.peer === true && rule.isExcepted)) {
    return [`${policy} has ${peer} among its exceptions`];
  }
  if (some((rule) => rule.peer === true && rule.port === false)) {
    return [`${policy} allows ${peer} other ports only`];
  }
  if (some((rule) => rule.peer === false && rule.port === true)) {
    return [`${policy} allows it for others than ${peer}`];
  }
  return [];
}
