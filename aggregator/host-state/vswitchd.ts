import { allOf, type Reason, reason } from "../../proto/reasons/index.ts";
import type { Role } from "../evidence/plan.ts";
import type { CaseView, Looked } from "../evidence/view.ts";

/** Why ovs-vswitchd of an end's node forwards nothing; null when it runs and answers. */
export function vswitchdDown(view: CaseView, role: Role): Looked<Reason | null> {
  const facts = view.nodeFacts(role);
  if (!facts.known) return facts;
  const daemon = facts.value.vswitchd;
  if (daemon === null) return { known: false, reason: reason("VSWITCHD_NOT_LOOKED_AT", {}) };
  const told = allOf(daemon.reasons) ?? reason("DAEMON_SILENT", {});
  const answers = daemon.running && daemon.version !== "";
  return { known: true, value: answers ? null : told, id: facts.id };
}
