import type { Reason } from "../../proto/reasons/index.ts";
import type { EvidenceItem, EvidenceName } from "./item.ts";
import type { Plan } from "./plan.ts";

/** Of the form of a recorded case; `upgrade.ts` reads the older ones. */
export const caseVersion = 4;

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
  /** How collecting went; absent in older records. */
  readonly collected?: readonly CollectorReport[];
}

/** How one collector ended. What it could not look at is among the evidence, as failed items. */
export interface CollectorReport {
  readonly name: string;
  readonly gives: readonly EvidenceName[];
  /**
   * - `done`: it looked at everything, whatever came of it;
   * - `cut-off`: its time was over, or that of the whole;
   * - `not-reached`: the time was over before it could start;
   * - `failed`: a defect.
   */
  readonly status: "done" | "cut-off" | "not-reached" | "failed";
  readonly reason: Reason | null;
  readonly durationMs: number;
}

export interface AgentPresence {
  readonly node: string;
  readonly status: "ok" | "away" | "failed";
  readonly reason: Reason | null;
}
