import type { endpointReasons } from "../../../proto/reasons/areas/endpoints.ts";
import type { Reason } from "../../../proto/reasons/index.ts";
import { ReasonedError } from "../../../proto/reasons/reasoned-error.ts";

/** What a user named is no endpoint. */
export class EndpointError extends ReasonedError<Reason<keyof typeof endpointReasons>> {}
