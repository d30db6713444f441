import { TaplineError } from "../../lib/errors.ts";

/** A question that cannot be turned into a plan. */
export type PlanErrorType =
  | { readonly code: "NOT_SUPPORTED"; readonly what: string }
  | { readonly code: "POD_NETWORK_NOT_READY"; readonly name: string }
  | { readonly code: "NO_PORT"; readonly name: string }
  | { readonly code: "NO_COMMON_FAMILY"; readonly source: string; readonly destination: string };

export class PlanError extends TaplineError<PlanErrorType> {}
