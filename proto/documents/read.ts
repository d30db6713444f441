import { messageOf } from "../../lib/errors.ts";
import { reason } from "../reasons/index.ts";
import { DocumentError } from "./document-error.ts";
import { type Fields, upgrade, type Versions } from "./upgrade.ts";
import type { Diagnosis } from "./v1/diagnosis.ts";
import type { DoctorDocument } from "./v1/doctor.ts";
import type { TraceDocument } from "./v1/trace.ts";

/** Documents that are received as JSON. */
interface Documents {
  readonly Diagnosis: Diagnosis;
  readonly Trace: TraceDocument;
  readonly Doctor: DoctorDocument;
}

/** Versions of each kind: `tapline/v1` is 1. */
const versions: Readonly<Record<keyof Documents, Versions>> = {
  Diagnosis: { newest: 1, from: {} },
  Trace: { newest: 1, from: {} },
  Doctor: { newest: 1, from: {} },
};

/**
 * Reads a document of whatever release wrote it, in the newest version that is known.
 *
 * Its kind and version are looked at, its fields are not: whoever sends it made it by the same
 * schema, checking each field takes longer to load than all else (ADR 17), and within a version
 * fields are only ever added. Those that this release does not know are kept.
 *
 * @throws {DocumentError}
 */
export function readDocument<Kind extends keyof Documents>(
  kind: Kind,
  json: string,
): Documents[Kind] {
  const document = parse(json);
  const found = String(document.kind);
  if (found !== kind) {
    throw new DocumentError(reason("DOCUMENT_OF_OTHER_KIND", { kind: found, wanted: kind }));
  }
  const version = versionOf(kind, String(document.apiVersion));
  return upgrade(kind, document, version, versions[kind]) as unknown as Documents[Kind];
}

function parse(json: string): Fields {
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch (cause) {
    const said = messageOf(cause);
    throw new DocumentError(reason("DOCUMENT_NOT_JSON", { said }), { cause });
  }
  if (typeof document === "object" && document !== null && "kind" in document) {
    if ("apiVersion" in document) return { ...document };
  }
  throw new DocumentError(reason("DOCUMENT_WITHOUT_KIND", {}));
}

/** "tapline/v1" → 1 */
function versionOf(kind: string, apiVersion: string): number {
  const found = /^tapline\/v([1-9]\d{0,3})$/.exec(apiVersion);
  if (found !== null) return Number(found[1]);
  throw new DocumentError(reason("DOCUMENT_VERSION_UNKNOWN", { kind, version: apiVersion }));
}
