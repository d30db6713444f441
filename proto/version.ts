/** A range of versions of the protocol between agents and aggregator, both ends included. */
export interface ProtocolRange {
  readonly oldest: number;
  readonly newest: number;
}

/**
 * What this program speaks. A change that an older peer would misread raises `newest`; `oldest`
 * follows when the last release that speaks nothing newer is no longer supported. What an older
 * peer only ignores (a new field, a new command) needs no version: Capabilities tell of commands.
 */
export const ownProtocol: ProtocolRange = { oldest: 1, newest: 1 };

/** The highest version that both speak; null when there is none. */
export function agreedProtocol(own: ProtocolRange, peer: ProtocolRange): number | null {
  const newest = Math.min(own.newest, peer.newest);
  return newest >= Math.max(own.oldest, peer.oldest) ? newest : null;
}

/** "2", or "1 to 3". */
export function rangeText({ oldest, newest }: ProtocolRange): string {
  return oldest === newest ? String(newest) : `${oldest} to ${newest}`;
}
