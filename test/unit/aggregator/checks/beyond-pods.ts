import type { Check, CheckContext, CheckOutcome } from "../../../../aggregator/checks/check.ts";
import { locate } from "../../../../aggregator/correlation/locate/located.ts";
import { caseVersion } from "../../../../aggregator/evidence/case-file.ts";
import type { EvidenceBody, EvidenceItem } from "../../../../aggregator/evidence/item.ts";
import type { Plan } from "../../../../aggregator/evidence/plan.ts";
import { CaseView } from "../../../../aggregator/evidence/view.ts";
import { said } from "../../../../proto/reasons/index.ts";
import { planOf } from "../plan.ts";

/** Runs a check on a case made of a few items. */
export function outcomeOf(
  check: Check,
  plan: Partial<Plan>,
  items: readonly EvidenceItem[],
  stage: CheckContext["stage"] = null,
): CheckOutcome {
  const view = new CaseView({
    version: caseVersion,
    id: "case",
    startedAt: "2026-01-01T00:00:00Z",
    durationMs: 1,
    plan: { ...planOf("tcp", 8080), ...plan },
    evidence: items,
    agents: [],
  });
  return check.run({ view, located: locate(view), stage });
}

/** An item that worked. */
export function seen(body: EvidenceBody): EvidenceItem {
  return { ...body, id: "e1", at: "2026-01-01T00:00:00Z", node: null, status: "ok", reason: null };
}

/** The same item, when looking failed. */
export function unseen(body: EvidenceBody): EvidenceItem {
  return { ...seen(body), status: "failed", reason: said("the agent is away") };
}

/** Its codes, or its status. */
export function wordsOf(outcome: CheckOutcome): string {
  if (outcome.status !== "found") return outcome.status;
  return outcome.found.map(({ code, weight }) => `${code} ${weight}`).join(", ");
}

const { destination } = planOf("tcp", 8080);

/** A plan that leaves OVN by node2. */
export const outside: Partial<Plan> = {
  exit: "outside",
  destination: {
    ...destination,
    attachment: "ovn0",
    kind: "Node",
    namespace: null,
    name: "node2",
    ip: "198.18.4.10",
    logicalPort: "node-node2",
    switchName: "join",
  },
};
