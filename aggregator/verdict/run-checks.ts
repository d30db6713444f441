import type { CheckStatus } from "../../proto/documents/v1/diagnosis.ts";
import { reasonOf } from "../../proto/reasons/reason-of.ts";
import { told } from "../../words/told.ts";
import type { Check, CheckContext, Found } from "../checks/check.ts";

export interface ChecksRun {
  readonly statuses: readonly CheckStatus[];
  /** In the order of the checks, which is the order of blame. */
  readonly found: readonly Found[];
}

/** Runs every check on the case; one that throws is `failed` and stops no other. */
export function runChecks(checks: readonly Check[], context: CheckContext): ChecksRun {
  const statuses: CheckStatus[] = [];
  const found: Found[] = [];
  for (const check of checks) {
    try {
      const outcome = check.run(context);
      const why = outcome.status === "skipped" ? outcome.reason : null;
      statuses.push({ name: check.name, status: outcome.status, ...told(why) });
      if (outcome.status === "found") found.push(...outcome.found);
    } catch (thrown) {
      statuses.push({ name: check.name, status: "failed", ...told(reasonOf(thrown)) });
    }
  }
  return { statuses, found };
}
