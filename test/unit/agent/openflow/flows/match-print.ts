import type { Match, MatchField } from "../../../../../agent/openflow/flows/match.ts";

/** Prints as ovs-ofctl does: `printMatch(parseMatch(text))` is `text`. */
export function printMatch(match: Match): string {
  return match.map(printField).join(",");
}

function printField({ field, value, mask }: MatchField): string {
  if (value === null) return field;
  return mask === null ? `${field}=${value}` : `${field}=${value}/${mask}`;
}
