import { defineReasons } from "../define.ts";

/** Why a document cannot be read. */
export const documentReasons = defineReasons({
  DOCUMENT_NOT_JSON: { said: "string" },
  /** A field is not as the schema of its kind says; `said` by zod. */
  DOCUMENT_MISFIT: { field: "string", said: "string" },
  DOCUMENT_WITHOUT_KIND: {},
  DOCUMENT_OF_OTHER_KIND: { kind: "string", wanted: "string" },
  /** Written by a later release than this one, whose fields mean something else. */
  DOCUMENT_TOO_NEW: { kind: "string", version: "number", newest: "number" },
  DOCUMENT_VERSION_UNKNOWN: { kind: "string", version: "string" },
});
