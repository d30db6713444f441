import type { Role } from "../evidence/plan.ts";
import type { CaseView, Looked } from "../evidence/view.ts";

/** Why ovs-vswitchd of an end's node forwards nothing; null when it runs and answers. */
export function vswitchdDown(view: CaseView, role: Role): Looked<string | null> {
  const facts = view.nodeFacts(role);
  if (!facts.known) return facts;
  const daemon = facts.value.vswitchd;
  if (daemon === null) return { known: false, reason: "ovs-vswitchd was not looked at" };
  const answers = daemon.running && daemon.version !== "";
  return { known: true, value: answers ? null : daemon.detail || "no answer", id: facts.id };
}
