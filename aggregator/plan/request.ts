import type { Diagnosis, Protocol } from "../../proto/documents/v1/diagnosis.ts";
import type { Reason } from "../../proto/reasons/index.ts";
import type { CaseRecord } from "../evidence/case-record.ts";

/** Both ends and what goes between them, validated; null is for what was left open. */
export interface PathRequest {
  readonly source: string;
  readonly destination: string;
  /** Namespace of names that carry none. */
  readonly namespace: string;
  /** Null for what fits the destination; see traffic.ts. */
  readonly protocol: Protocol | null;
  /** Null for ICMP, and for a Service's first port. */
  readonly port: number | null;
  /** Interface in the source pod; null for its first one. */
  readonly interface: string | null;
  /** IP version; null for any. */
  readonly family: 4 | 6 | null;
  /** Path to GET on every open connection; "" or absent for none. */
  readonly httpPath?: string;
}

export interface DiagnosisRequest extends PathRequest {
  /** Probes; null for as many as answer the question. */
  readonly count: number | null;
  /** IP packet size in bytes; null for the protocol's smallest. */
  readonly size: number | null;
  /** Send nothing: watch what flows already. */
  readonly passive: boolean;
  readonly timeoutMs: number;
  /** The error that a client in the source printed; "" for none. */
  readonly errorText: string;
  /** Path to GET on every open connection; "" for none. */
  readonly httpPath: string;
}

export interface TraceRequest extends PathRequest {
  /** Also what the tools themselves printed. */
  readonly verbose: boolean;
  readonly timeoutMs: number;
}

export interface DiagnosisAnswer {
  readonly diagnosis: Diagnosis;
  /** Null where the caller may not have it. */
  readonly caseFile: CaseRecord | null;
}

/** Says what is going on, for a person who waits. */
export type Progress = (step: string, what: Reason) => void;
