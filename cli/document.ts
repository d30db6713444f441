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

type Kind = Parameters<typeof readDocument>[0];

/**
 * Reads a document that the aggregator sent.
 *
 * @param what names it in messages, a word that `DOCUMENT_UNREADABLE` knows.
 * @throws {Failure} BROKEN
 */
export function receive<K extends Kind>(
  kind: K,
  what: string,
  json: string,
): ReturnType<typeof readDocument<K>> {
  try {
    return readDocument(kind, json);
  } catch (cause) {
    const why = reasonOf(cause);
    throw new Failure("BROKEN", reason("DOCUMENT_UNREADABLE", { what, why }), { cause });
  }
}

/**
 * Text of a document that the aggregator sent. Only where none can be made of it is it held against
 * its schema, which takes long to load, to name the field that is not as it should be.
 *
 * @throws {Failure} BROKEN, and what `render` throws where the document is whole.
 */
export async function textOf(
  kind: Kind,
  what: string,
  document: unknown,
  render: () => Promise<string>,
): Promise<string> {
  try {
    return await render();
  } catch (cause) {
    const { misfit } = await import("../proto/documents/schemas.ts");
    const why = misfit(kind, document);
    if (why === null) throw cause;
    throw new Failure("BROKEN", reason("DOCUMENT_UNREADABLE", { what, why }), { cause });
  }
}
