import { TaplineError } from "../../lib/errors.ts";

/** Why a tap could not be put up. `words` are tcpdump's own. */
export type TapErrorType =
  | { readonly code: "BAD_FILTER"; readonly words: string }
  | { readonly code: "LINK_TYPE_UNSUPPORTED"; readonly words: string }
  | { readonly code: "TAP_NOT_STARTED"; readonly words: string }
  | { readonly code: "BAD_TAP"; readonly field: string };

export class TapError extends TaplineError<TapErrorType> {}
