import type { Reason } from "../../proto/reasons/index.ts";
import type { ProblemPart } from "../../proto/wire/enums.ts";
import type { Problem } from "../../proto/wire/facts.ts";

/**
 * Why a part of an agent's facts could not be read: its empty list then says nothing.
 *
 * @returns null where every one of the parts was read.
 */
export function unread(
  { problems }: { readonly problems: readonly Problem[] },
  ...parts: readonly ProblemPart[]
): Reason | null {
  return problems.find(({ part }) => parts.includes(part))?.why ?? null;
}
