import { reason } from "../reasons/index.ts";
import { DocumentError } from "./document-error.ts";

export type Fields = Readonly<Record<string, unknown>>;

/**
 * What is known of one kind of document. `from[n]` makes a document of version n + 1 of one of
 * version n; what is read goes through them one after the other, so that everything else knows the
 * newest version only. Fields that nobody names are kept.
 */
export interface Versions {
  readonly newest: number;
  readonly from: Readonly<Record<number, (document: Fields) => Fields>>;
}

/**
 * A document in its newest version.
 *
 * @throws {DocumentError} TOO_NEW, VERSION_UNKNOWN.
 */
export function upgrade(kind: string, document: Fields, version: number, known: Versions): Fields {
  const { newest, from } = known;
  if (version > newest) {
    throw new DocumentError(reason("DOCUMENT_TOO_NEW", { kind, version, newest }));
  }
  let upgraded = document;
  for (let at = version; at < newest; at += 1) {
    const step = from[at];
    if (step === undefined) {
      const args = { kind, version: String(version) };
      throw new DocumentError(reason("DOCUMENT_VERSION_UNKNOWN", args));
    }
    upgraded = step(upgraded);
  }
  return upgraded;
}
