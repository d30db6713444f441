import type { Reason } from "../../proto/reasons/index.ts";
import { ReasonedError } from "../../proto/reasons/reasoned-error.ts";

export type TapErrorCode =
  | "BAD_FILTER"
  | "FILTER_TOO_LONG"
  | "FILTER_WITH_NUL"
  | "LINK_TYPE_UNSUPPORTED"
  | "SNAP_LENGTH_OUT_OF_RANGE"
  | "TAP_NOT_STARTED";

/** Why a tap could not be started. */
export class TapError extends ReasonedError<Reason<TapErrorCode>> {}
