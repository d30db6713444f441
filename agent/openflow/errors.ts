import type { openflowReasons } from "../../proto/reasons/areas/traces.ts";
import type { Reason } from "../../proto/reasons/index.ts";
import { ReasonedError } from "../../proto/reasons/reasoned-error.ts";

/** br-int could not be asked. */
export class FlowsError extends ReasonedError<Reason<keyof typeof openflowReasons>> {}
