import { TaplineError } from "../../lib/errors.ts";

/** Why a request was not taken up. */
export type ApiErrorType =
  | { readonly code: "INVALID_REQUEST"; readonly field: string }
  | { readonly code: "NOT_ON_A_NODE"; readonly target: string }
  | { readonly code: "NO_AGENT"; readonly node: string }
  | { readonly code: "CANCELLED" };

export class ApiError extends TaplineError<ApiErrorType> {}
