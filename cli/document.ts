import { readDocument } from "../proto/documents/read.ts";
import { reason } from "../proto/reasons/index.ts";
import { reasonOf } from "../proto/reasons/reason-of.ts";
import { Failure } from "./failure.ts";

/** JSON or YAML of a document, ending with a newline. */
export async function serialise(document: unknown, format: "json" | "yaml"): Promise<string> {
  if (format === "json") return `${JSON.stringify(document, null, 2)}\n`;
  const { stringify } = await import("yaml");
  // No line folding and no anchors: what is printed is searched with grep.
  return stringify(document, { lineWidth: 0, aliasDuplicateObjects: false });
}

/**
 * Reads a document that the aggregator sent.
 *
 * @param what names it in messages, a word that `DOCUMENT_UNREADABLE` knows.
 * @throws {Failure} BROKEN
 */
export function receive<Kind extends Parameters<typeof readDocument>[0]>(
  kind: Kind,
  what: string,
  json: string,
): ReturnType<typeof readDocument<Kind>> {
  try {
    return readDocument(kind, json);
  } catch (cause) {
    const why = reasonOf(cause);
    throw new Failure("BROKEN", reason("DOCUMENT_UNREADABLE", { what, why }), { cause });
  }
}
