import type { ArgKind, ReasonTable } from "./define.ts";
import { type Reason, reasonTable } from "./index.ts";

/** Reasons within reasons beyond this depth are nobody's: what comes from elsewhere is bounded. */
const maxDepth = 8;

/**
 * A reason that came over the wire or from a file.
 *
 * @returns null for what is none, or is one that this version does not know: its sender's own
 *   words are then all there is.
 */
export function parseReason(value: unknown, depth = 0): Reason | null {
  if (typeof value !== "object" || value === null || depth > maxDepth) return null;
  const { code, args } = value as { code?: unknown; args?: unknown };
  if (typeof code !== "string" || typeof args !== "object" || args === null) return null;
  const table: ReasonTable = reasonTable;
  const row = Object.hasOwn(table, code) ? table[code] : undefined;
  if (row === undefined) return null;
  const given = args as Readonly<Record<string, unknown>>;
  const fits = Object.entries(row).every(([name, kind]) => isOfKind(given[name], kind, depth));
  return fits ? (value as Reason) : null;
}

function isOfKind(value: unknown, kind: ArgKind, depth: number): boolean {
  switch (kind) {
    case "string":
    case "number":
      return typeof value === kind;
    case "strings":
      return Array.isArray(value) && value.every((one) => typeof one === "string");
    case "reason":
      return parseReason(value, depth + 1) !== null;
    case "reasons":
      return Array.isArray(value) && value.every((one) => parseReason(one, depth + 1) !== null);
    default:
      return value === null || isOfKind(value, kind.slice(0, -1) as ArgKind, depth);
  }
}
