import { TaplineError } from "../lib/errors.ts";

/** What can go wrong in a lab verb; `USAGE` ends with exit code 2, everything else with 1. */
export type LabErrorType =
  | { readonly code: "USAGE" }
  | { readonly code: "NOT_ROOT" }
  | { readonly code: "NOT_UP"; readonly lab: string }
  | { readonly code: "LOCKED"; readonly pid: number; readonly verb: string }
  | { readonly code: "INTERRUPTED" }
  | { readonly code: "TIMED_OUT"; readonly what: string; readonly timeoutMs: number }
  | { readonly code: "DIED"; readonly process: string }
  | { readonly code: "NO_API_SERVER" }
  /** Status of the API server's answer; 0 when there was none. */
  | { readonly code: "API"; readonly status: number }
  | { readonly code: "OVSDB"; readonly detail: string }
  | { readonly code: "IP"; readonly command: string };

export class LabError extends TaplineError<LabErrorType> {}

export function usageError(message: string): LabError {
  return new LabError({ code: "USAGE" }, message);
}
