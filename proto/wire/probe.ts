import type {
  ProbeAttempt__Output,
  ProbeAttempt as WireAttempt,
} from "../gen/tapline/v1/ProbeAttempt.ts";
import type {
  ProbeReport__Output,
  ProbeReport as WireReport,
} from "../gen/tapline/v1/ProbeReport.ts";
import { type ProbeOutcome, probeOutcomes } from "./enums.ts";

/** An attempt as its sender reports it; what is left out is 0, "" or false. */
export type SentAttempt = Omit<WireAttempt, "outcome"> & { outcome: ProbeOutcome };
export type SentReport = Omit<WireReport, "attempts"> & { readonly attempts: SentAttempt[] };

/** An attempt as it arrived, and as cases keep it. */
export type ProbeAttempt = Omit<ProbeAttempt__Output, "outcome"> & {
  readonly outcome: ProbeOutcome;
};
export type ProbeReport = Omit<ProbeReport__Output, "attempts"> & {
  readonly attempts: readonly ProbeAttempt[];
};

export function toWireReport({ attempts, ...report }: SentReport): WireReport {
  const wire = attempts.map(({ outcome, ...attempt }) => {
    return { ...attempt, outcome: probeOutcomes.toWire(outcome) };
  });
  return { ...report, attempts: wire };
}

/** @throws {WireValueError} */
export function fromWireReport({ attempts, ...report }: ProbeReport__Output): ProbeReport {
  const read = attempts.map(({ outcome, ...attempt }) => {
    return { ...attempt, outcome: probeOutcomes.fromWire(outcome) };
  });
  return { ...report, attempts: read };
}
