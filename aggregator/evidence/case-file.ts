import type { Reason } from "../../proto/reasons/index.ts";
import type { EvidenceItem } from "./item.ts";
import type { Plan } from "./plan.ts";

/** Of the form of a recorded case; `upgrade.ts` reads the older ones. */
export const caseVersion = 3;

/** Everything from which a verdict is reached: `conclude(caseFile)` needs nothing else. */
export interface CaseFile {
  readonly version: typeof caseVersion;
  readonly id: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly plan: Plan;
  readonly evidence: readonly EvidenceItem[];
  /** Agents that the path needs, and whether they answered. */
  readonly agents: readonly AgentPresence[];
}

export interface AgentPresence {
  readonly node: string;
  readonly status: "ok" | "away" | "failed";
  readonly reason: Reason | null;
}
