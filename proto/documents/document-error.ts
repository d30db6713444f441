import type { Reason } from "../reasons/index.ts";
import { ReasonedError } from "../reasons/reasoned-error.ts";

/** Why a document cannot be read. */
export class DocumentError extends ReasonedError<
  Reason<
    | "DOCUMENT_NOT_JSON"
    | "DOCUMENT_WITHOUT_KIND"
    | "DOCUMENT_OF_OTHER_KIND"
    | "DOCUMENT_TOO_NEW"
    | "DOCUMENT_VERSION_UNKNOWN"
  >
> {}
