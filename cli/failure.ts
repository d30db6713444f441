import { exitStatus } from "../proto/documents/v1/names.ts";
import { type Reason, reason } from "../proto/reasons/index.ts";
import { ReasonedError } from "../proto/reasons/reasoned-error.ts";

/** What ends a command without an answer; the exit status goes with the kind. */
export type FailureKind = "USAGE" | "NOT_PERMITTED" | "NO_AGGREGATOR" | "BROKEN" | "CANCELLED";

export class Failure extends ReasonedError {
  readonly kind: FailureKind;
  /** The aggregator's code for it, shown behind the sentence; null where it gave none. */
  readonly shownCode: string | null;

  constructor(
    kind: FailureKind,
    why: Reason,
    options?: { readonly cause?: unknown; readonly shownCode?: string | undefined },
  ) {
    super(why, options);
    this.kind = kind;
    this.shownCode = options?.shownCode ?? null;
  }
}

/** Exit status of a program that was ended by SIGINT, as a shell reports it (128 + 2). */
export const cancelledStatus = 130;

const statuses: Readonly<Record<FailureKind, number>> = {
  USAGE: exitStatus.usage,
  NOT_PERMITTED: exitStatus.notPermitted,
  NO_AGGREGATOR: exitStatus.broken,
  BROKEN: exitStatus.broken,
  CANCELLED: cancelledStatus,
};

/** @returns the exit status that design says for this kind of failure. */
export function statusOf({ kind }: Failure): number {
  return statuses[kind];
}

export function usage(why: Reason): Failure {
  return new Failure("USAGE", why);
}

/** Ctrl-C, or the caller's own signal. */
export function cancelled(cause?: unknown): Failure {
  return new Failure("CANCELLED", reason("CANCELLED", {}), { cause });
}
