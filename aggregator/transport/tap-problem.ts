import type { TapReport__Output } from "../../proto/gen/tapline/v1/TapReport.ts";
import { allOf, type Reason, reason } from "../../proto/reasons/index.ts";
import { tapEndings } from "../../proto/wire/enums.ts";

/** What is known of a tap at its end. */
export interface TapEnd {
  readonly report: TapReport__Output | null;
  /** Sightings that arrived here. */
  readonly arrived: number;
  /** Of these, not kept for want of room. */
  readonly overLimit: number;
  /** Why a batch could not be read; null when all could. */
  readonly unreadable: Reason | null;
  /** What ended the tap other than its own report: an error of the agent, a lost session. */
  readonly failure: Reason | null;
}

/**
 * Why absence of a packet from this tap proves nothing; null when it does prove absence.
 *
 * It proves absence when tcpdump told its statistics, ended because it was asked to, and every
 * packet that passed the filter arrived here as a sighting.
 */
export function tapProblem(end: TapEnd): Reason | null {
  const { report } = end;
  const problems: Reason[] = [];
  if (end.failure !== null) problems.push(end.failure);
  if (report === null) problems.push(reason("NO_TAP_REPORT", {}));
  else problems.push(...reportProblems(report, end.arrived));
  if (end.overLimit > 0) {
    problems.push(reason("TAP_OVER_LIMIT", { count: end.overLimit }));
  }
  if (end.unreadable !== null) problems.push(reason("TAP_UNREADABLE", { why: end.unreadable }));
  return allOf(problems);
}

function reportProblems(report: TapReport__Output, arrived: number): Reason[] {
  const problems: Reason[] = [];
  if (!report.statisticsKnown) problems.push(reason("TAP_STATISTICS_UNKNOWN", {}));
  if (report.packetsDroppedKernel > 0) {
    problems.push(reason("TAP_KERNEL_DROPPED", { count: report.packetsDroppedKernel }));
  }
  if (report.packetsDroppedInterface > 0) {
    problems.push(reason("TAP_INTERFACES_DROPPED", { count: report.packetsDroppedInterface }));
  }
  if (report.sightingsLost > 0) {
    problems.push(reason("TAP_AGENT_LOST", { count: report.sightingsLost }));
  }
  if (report.sightingsSent !== arrived) {
    problems.push(reason("TAP_ARRIVED_LESS", { sent: report.sightingsSent, arrived }));
  }
  if (report.endedBy !== "TAP_ENDING_STOPPED") {
    const detail = report.detail || null;
    problems.push(reason("TAP_ENDED", { how: endingOf(report), detail }));
  }
  return problems;
}

/** Never throws: a report that cannot be read is a problem of its own, not a defect. */
function endingOf({ endedBy }: TapReport__Output): string {
  return endedBy === "TAP_ENDING_UNSPECIFIED" ? "unknown" : tapEndings.fromWire(endedBy);
}
