import { TaplineError } from "../lib/errors.ts";
import { exitStatus } from "../proto/documents/v1/diagnosis.ts";
import type { Reason } from "../proto/reasons/index.ts";

/** What ends a command without an answer; the exit status goes with the kind. */
export type FailureType =
  | { readonly code: "USAGE" }
  | { readonly code: "NOT_PERMITTED" }
  | { readonly code: "NO_AGGREGATOR"; readonly address: string }
  | { readonly code: "BROKEN" }
  | { readonly code: "CANCELLED" };

export class Failure extends TaplineError<FailureType> {
  /** What the aggregator said, to be told in the reader's language; null where it is not known. */
  readonly reason: Reason | null;

  constructor(
    type: FailureType,
    message: string,
    options?: { cause?: unknown; reason?: Reason | null },
  ) {
    super(type, message, options);
    this.reason = options?.reason ?? null;
  }
}

/** Exit status of a program that was ended by SIGINT, as a shell reports it (128 + 2). */
export const cancelledStatus = 130;

/** @returns the exit status that design says for this kind of failure. */
export function statusOf(failure: Failure): number {
  switch (failure.type.code) {
    case "USAGE":
      return exitStatus.usage;
    case "NOT_PERMITTED":
      return exitStatus.notPermitted;
    case "NO_AGGREGATOR":
    case "BROKEN":
      return exitStatus.broken;
    case "CANCELLED":
      return cancelledStatus;
  }
}

export function usage(message: string): Failure {
  return new Failure({ code: "USAGE" }, message);
}
