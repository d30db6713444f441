import type { logicalTraceReasons } from "../../proto/reasons/areas/traces.ts";
import type { Reason } from "../../proto/reasons/index.ts";
import { ReasonedError } from "../../proto/reasons/reasoned-error.ts";

/** The logical network could not be asked. */
export class LogicalTraceError extends ReasonedError<Reason<keyof typeof logicalTraceReasons>> {}
