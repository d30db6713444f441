import type { Reason } from "../../proto/reasons/index.ts";
import { ReasonedError } from "../../proto/reasons/reasoned-error.ts";

/** What a caller said is no request that can be taken up. */
export class RequestError extends ReasonedError<
  Reason<"INVALID_REQUEST" | "NOT_ON_A_NODE" | "NO_AGENT">
> {}
