/**
 * What a reason's argument holds: text as the cluster or a tool has it (names, addresses, numbers
 * with their unit in the argument's name), or further reasons. With `?` it may be null.
 */
export type ArgKind = Kind | `${Kind}?`;
type Kind = "string" | "number" | "strings" | "reason" | "reasons";

/** The arguments of each code of one area. */
export type ReasonTable = Readonly<Record<string, Readonly<Record<string, ArgKind>>>>;

/** Declares the reasons of one area; types of arguments and of sentences follow from it. */
export function defineReasons<const T extends ReasonTable>(table: T): T {
  return table;
}
