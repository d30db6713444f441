import { type Document, LineCounter, type ParsedNode, parseAllDocuments } from "yaml";
import { ZodError } from "zod";
import { messageOf } from "../../../lib/errors.ts";
import { type Reason, reason, said } from "../../../proto/reasons/index.ts";
import { reasonOf } from "../../../proto/reasons/reason-of.ts";
import type { KubernetesObject } from "./objects.ts";
import { isKnownKind, projectObject } from "./projection.ts";

/** What is wrong in a manifest, and where. */
export interface ManifestProblem {
  readonly file: string;
  /** From 1; 1 when the place is not known. */
  readonly line: number;
  readonly why: Reason;
}

export interface ManifestContents {
  readonly objects: readonly KubernetesObject[];
  readonly problems: readonly ManifestProblem[];
}

/** Problems of one file that are kept; the rest is only counted in the last one. */
const maxProblems = 20;

/**
 * Reads one file of YAML or JSON manifests: several documents, `kind: List` (also `PodList` …).
 * A bad object is a problem and does not keep the others from being read; unknown kinds are
 * skipped.
 */
export function readManifest(file: string, content: string): ManifestContents {
  const lines = new LineCounter();
  const objects: KubernetesObject[] = [];
  const problems: ManifestProblem[] = [];
  const report = (offset: number, why: Reason): void => {
    if (problems.length < maxProblems) {
      problems.push({ file, line: Math.max(1, lines.linePos(offset).line), why });
    }
  };
  const documents = parseAllDocuments(content, { lineCounter: lines });
  if (!Array.isArray(documents)) return { objects, problems }; // an empty stream has no documents
  for (const document of documents) {
    for (const error of document.errors) report(error.pos[0], said(firstLine(error.message)));
    if (document.errors.length > 0) continue;
    try {
      readObject(document.toJS(), { document, path: [], report, objects });
    } catch (thrown) {
      report(document.range[0], reasonOf(thrown)); // too many aliases
    }
  }
  return { objects, problems };
}

interface Place {
  readonly document: Document.Parsed<ParsedNode>;
  readonly path: readonly (string | number)[];
  readonly report: (offset: number, why: Reason) => void;
  readonly objects: KubernetesObject[];
}

function readObject(value: unknown, place: Place): void {
  if (value === null || value === undefined) return; // an empty document between two `---`
  const kind = typeof value === "object" && "kind" in value ? value.kind : undefined;
  if (typeof kind !== "string") {
    place.report(offsetOf(place, []), reason("MANIFEST_WITHOUT_KIND", {}));
    return;
  }
  if (kind.endsWith("List") && typeof value === "object" && "items" in value) {
    const items: readonly unknown[] = Array.isArray(value.items) ? value.items : [];
    items.forEach((item, index) => {
      readObject(item, { ...place, path: [...place.path, "items", index] });
    });
    return;
  }
  if (!isKnownKind(kind)) return;
  try {
    place.objects.push(projectObject(kind, value));
  } catch (thrown) {
    const issue = thrown instanceof ZodError ? thrown.issues[0] : undefined;
    const path = (issue?.path ?? []).map((part) =>
      typeof part === "number" ? part : String(part),
    );
    const where = path.length === 0 ? kind : `${kind} ${path.join(".")}`;
    const problem = issue?.message ?? messageOf(thrown);
    place.report(offsetOf(place, path), reason("MANIFEST_FIELD", { where, problem }));
  }
}

/** The place of a field, or of the nearest parent that is written down. */
function offsetOf(place: Place, path: readonly (string | number)[]): number {
  const full = [...place.path, ...path];
  for (let length = full.length; length > 0; length--) {
    const node = place.document.getIn(full.slice(0, length), true);
    if (hasRange(node)) return node.range[0];
  }
  return place.document.contents?.range[0] ?? place.document.range[0];
}

function hasRange(node: unknown): node is { readonly range: readonly [number, number, number] } {
  return typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range);
}

function firstLine(message: string): string {
  return message.split("\n")[0] ?? message;
}
