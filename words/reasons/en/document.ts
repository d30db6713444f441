import type { documentReasons } from "../../../proto/reasons/areas/document.ts";
import type { Sentences } from "../sentences.ts";

export const documentSentences: Sentences<typeof documentReasons> = {
  DOCUMENT_NOT_JSON: ({ said }) => `it is not JSON (${said})`,
  DOCUMENT_MISFIT: ({ field, said }) => `its field ${field} is wrong (${said})`,
  DOCUMENT_WITHOUT_KIND: () => "it has no apiVersion or no kind",
  DOCUMENT_OF_OTHER_KIND: ({ kind, wanted }) => `its kind is ${kind}, wanted ${wanted}`,
  DOCUMENT_TOO_NEW: ({ kind, version, newest }) =>
    `it is a ${kind} of version ${version}, and this tapline reads up to version ${newest}; ` +
    "upgrade tapline",
  DOCUMENT_VERSION_UNKNOWN: ({ kind, version }) =>
    `its version is ${version}, which no ${kind} has`,
};
