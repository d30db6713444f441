import type { Reason } from "../../../proto/reasons/index.ts";
import type { DoctorEvidence } from "./evidence.ts";

/** `unknown`: it could not be looked at, which is never `ok`. */
export type ItemStatus = "ok" | "warning" | "failed" | "unknown";

/** What an item is about. */
export interface Subject {
  readonly kind: "Node" | "Database" | "Aggregator" | "Cluster" | "Certificate";
  readonly name: string;
}

/** One line of the doctor: what was found, and what to do where it is not ok. */
export interface DoctorItem {
  readonly subject: Subject;
  readonly status: ItemStatus;
  readonly found: Reason;
  /** Null where there is nothing to do. */
  readonly advice: Reason | null;
  /** To look further, or to repair; nobody runs them. */
  readonly commands: readonly string[];
  /** Names with values, for who wants all of it: tools with versions. */
  readonly details?: Readonly<Record<string, string>>;
}

/** Judges one thing by what was collected, and asks nobody; no item: it does not apply. */
export interface DoctorCheck {
  /** `<area>/<what>`, as its file. */
  readonly name: string;
  readonly run: (evidence: DoctorEvidence) => readonly DoctorItem[];
}

export function ok(subject: Subject, found: Reason): DoctorItem {
  return { subject, status: "ok", found, advice: null, commands: [] };
}

/** @param why it could not be looked at. */
export function unknown(
  subject: Subject,
  why: Reason,
  advice: Reason | null = null,
  commands: readonly string[] = [],
): DoctorItem {
  return { subject, status: "unknown", found: why, advice, commands };
}

/** What is wrong, and what to do. */
export function bad(
  status: "warning" | "failed",
  subject: Subject,
  found: Reason,
  advice: Reason,
  commands: readonly string[] = [],
): DoctorItem {
  return { subject, status, found, advice, commands };
}

export function node(name: string): Subject {
  return { kind: "Node", name };
}

export const aggregator: Subject = { kind: "Aggregator", name: "aggregator" };
export const cluster: Subject = { kind: "Cluster", name: "cluster" };
