import type { Confidence, Direction, Failure, Outcome, Stage } from "./diagnosis.ts";

/** What the source pod's own resolver said of a host name, and what was diagnosed for it. */
export interface NameResolution {
  readonly name: string;
  /** `failed`: it was asked and gave no address; `not-asked`: `reason` says why. */
  readonly status: "answered" | "failed" | "not-asked";
  readonly addresses: readonly string[];
  /** The name that was answered for, with its search domain. */
  readonly foundAs: string | null;
  readonly source: "hosts" | "dns" | null;
  readonly nameservers: readonly string[];
  readonly attempts: readonly { readonly name: string; readonly outcome: string }[];
  readonly reason: string | null;
  /** The address, or the Service of the inventory, that took the name's place. */
  readonly used: string;
}

export interface AttemptSummary {
  /** From 1 on. */
  readonly attempt: number;
  readonly id: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly outcome: Outcome;
  readonly confidence: Confidence;
  /** Probes that were asked for and that were answered; null where that was not observed. */
  readonly sent: number;
  readonly answered: number | null;
  readonly rttMs: { readonly p50: number; readonly max: number } | null;
  /** Where the lost ones were lost. */
  readonly failure: Failure | null;
  readonly cause: string | null;
  readonly http: HttpSummary | null;
}

export interface RepeatSummary {
  /** Attempts that were asked for, and those that gave a verdict. */
  readonly asked: number;
  readonly done: number;
  readonly reachable: number;
  /** Attempts that found a fault. */
  readonly failed: number;
  readonly inconclusive: number;
  /** Some attempts found a fault, and others none. */
  readonly intermittent: boolean;
  /** Of all attempts whose answers were counted. */
  readonly sent: number;
  readonly answered: number;
  readonly rttMs: { readonly p50: number; readonly max: number } | null;
  /** Stages at which attempts lost what they lost, most frequent first. */
  readonly lostAt: readonly {
    readonly stage: Stage;
    readonly direction: Direction;
    readonly node: string | null;
    readonly attempts: number;
    readonly lost: number;
  }[];
}

export interface HttpSummary {
  readonly path: string;
  /** Connections that opened, on which the GET was sent. */
  readonly sent: number;
  /** Those that were answered by a status line, whatever its code. */
  readonly answered: number;
  readonly statuses: readonly { readonly code: number; readonly count: number }[];
  /** From the opened connection to the status line. */
  readonly timeMs: { readonly p50: number; readonly max: number } | null;
  readonly errors: readonly { readonly error: string; readonly count: number }[];
}
