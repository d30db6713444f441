import { TaplineError } from "../../lib/errors.ts";

/** Why a session could not be had, or ended. */
export type SessionErrorType =
  | { readonly code: "SESSION_ENDED" }
  | { readonly code: "NO_WELCOME"; readonly waitedMs: number }
  | { readonly code: "STREAM_FAILED"; readonly status: number }
  | { readonly code: "CLOSED_BY_AGGREGATOR" }
  /** Files of certificates or of the token. */
  | { readonly code: "CREDENTIALS_UNUSABLE" };

export class SessionError extends TaplineError<SessionErrorType> {}
