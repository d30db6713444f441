import type { TapReport__Output } from "../../proto/gen/tapline/v1/TapReport.ts";
import { tapEndings } from "../../proto/wire/enums.ts";

/** What is known of a tap at its end. */
export interface TapEnd {
  readonly report: TapReport__Output | null;
  /** Sightings that arrived here. */
  readonly arrived: number;
  /** Of these, not kept for want of room. */
  readonly overLimit: number;
  /** Why a batch could not be read; null when all could. */
  readonly unreadable: string | null;
  /** What ended the tap other than its own report: an error of the agent, a lost session. */
  readonly failure: string | null;
}

/**
 * Why absence of a packet from this tap proves nothing, in words; null when it does prove absence.
 *
 * It proves absence when tcpdump told its statistics, ended because it was asked to, and every
 * packet that passed the filter arrived here as a sighting.
 */
export function tapProblem(end: TapEnd): string | null {
  const { report } = end;
  const problems: string[] = [];
  if (end.failure !== null) problems.push(end.failure);
  if (report === null) problems.push("no closing report arrived");
  else problems.push(...reportProblems(report, end.arrived));
  if (end.overLimit > 0) {
    problems.push(`${end.overLimit} sightings arrived over the limit and were not kept`);
  }
  if (end.unreadable !== null) problems.push(`sightings cannot be read: ${end.unreadable}`);
  return problems.length === 0 ? null : problems.join("; ");
}

function reportProblems(report: TapReport__Output, arrived: number): string[] {
  const problems: string[] = [];
  if (!report.statisticsKnown) problems.push("tcpdump's statistics are not known");
  if (report.packetsDroppedKernel > 0) {
    problems.push(`the kernel dropped ${report.packetsDroppedKernel} packets`);
  }
  if (report.packetsDroppedInterface > 0) {
    problems.push(`interfaces dropped ${report.packetsDroppedInterface} packets`);
  }
  if (report.sightingsLost > 0) {
    problems.push(`the agent lost ${report.sightingsLost} sightings`);
  }
  if (report.sightingsSent !== arrived) {
    problems.push(`${report.sightingsSent} sightings were sent and ${arrived} arrived`);
  }
  if (report.endedBy !== "TAP_ENDING_STOPPED") {
    const detail = report.detail === "" ? "" : `: ${report.detail}`;
    problems.push(`the tap ended by "${endingOf(report)}"${detail}`);
  }
  return problems;
}

/** Never throws: a report that cannot be read is a problem of its own, not a defect. */
function endingOf({ endedBy }: TapReport__Output): string {
  return endedBy === "TAP_ENDING_UNSPECIFIED" ? "unknown" : tapEndings.fromWire(endedBy);
}
