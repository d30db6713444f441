/** What an error text of a client stands for; proto/symptoms/error-texts.ts reads them. */
export const symptomKinds = [
  "refused",
  "host-unreachable",
  "network-unreachable",
  "prohibited",
  "timeout",
  "reset",
  "closed",
  "stall",
  "too-big",
  "not-permitted",
  "no-address",
  "name-resolution",
  "application",
  "unknown",
] as const;
export type SymptomKind = (typeof symptomKinds)[number];

/** How the probes ended, in words that an error text can be compared with. */
export const observationKinds = [
  "answered",
  "refused",
  "host-unreachable",
  "network-unreachable",
  "prohibited",
  "neighbour-unanswered",
  "timeout",
  "part-lost",
  "large-lost",
  "too-big",
  "reset",
  "not-permitted",
  "no-address",
  "name-resolved",
  "name-failed",
  "error",
] as const;
export type ObservationKind = (typeof observationKinds)[number];

export interface Observed {
  readonly kind: ObservationKind;
  /** Probes that ended so, of those that were sent. */
  readonly count: number;
  readonly of: number;
}

/** Why nothing can be said about an error text. */
export type SymptomSilence =
  | "text-not-known"
  | "no-probe-report"
  | "needs-connection"
  | "after-connection"
  | "name-not-asked"
  | "resolver-not-asked"
  | "neighbour-not-observed"
  | "neighbour-remembered";

export interface Symptom {
  readonly text: string;
  readonly kind: SymptomKind;
  /** What must be the case on the network for this text to appear. English. */
  readonly expects: string;
  /** Null when the evidence says nothing about it. */
  readonly agrees: boolean | null;
  /** English. */
  readonly explanation: string;
  readonly observed: readonly Observed[];
  readonly silence: SymptomSilence | null;
}
