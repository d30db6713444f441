import type { Sighting } from "../../../proto/records/sighting.ts";
import { fingerprintOf, isWeak } from "./fingerprint.ts";
import type { Originals } from "./originals.ts";
import type { Translation } from "./recognise.ts";
import type { SeriesKeys } from "./series.ts";

type Watched = Pick<SeriesKeys, "sources" | "destinations" | "wholeFlows" | "stalled">;

/** @param sightings of one point, where flows may have other addresses than before. */
export function translationAt(
  series: Watched,
  originals: Originals,
  sightings: readonly Sighting[],
): Translation {
  const { ours } = originals;
  const seen = seenBehind(series, originals, sightings);
  const bound = bindings(originals, seen.tuples);
  const known = new Set([...bound].filter(([behind]) => isWatched(series, behind)).map(second));
  const hidden = new Set<number>();
  const told = new Set<number>();
  for (const [first, { keys, fingerprints }] of ours) {
    const isDoubtful = [...fingerprints].some((one) => isInDoubt(one, originals, seen));
    for (const key of keys) {
      told.add(key);
      if (isDoubtful && !known.has(first)) hidden.add(key);
    }
  }
  return {
    own: originals.own,
    originalOf: (address, port) => bound.get(tuple(address, port)) ?? null,
    mayHide: (key) => hidden.has(key) || !(told.has(key) || originals.isComplete),
  };
}

/**
 * Taps show all packets of the addresses that are planned with, and of others only those that open
 * and end connections (collect/packets/tap-filter.ts).
 */
function isWatched({ sources, wholeFlows, stalled }: Watched, behind: string): boolean {
  const needsAll = wholeFlows || (stalled?.size ?? 0) > 0;
  return !needsAll || sources.has(behind.split(" ")[0] ?? "");
}

function second([, first]: readonly [string, number]): number {
  return first;
}

interface SeenBehind {
  /** By fingerprint: the addresses and ports that it was seen with. */
  readonly tuples: ReadonlyMap<string, ReadonlySet<string>>;
  /** Packets to or from the destination that have the fingerprint of no flow of the pod. */
  readonly hasStrangers: boolean;
}

function seenBehind(
  { destinations, wholeFlows }: Watched,
  { own, flows }: Originals,
  sightings: readonly Sighting[],
): SeenBehind {
  const tuples = new Map<string, Set<string>>();
  let hasStrangers = false;
  for (const sighting of sightings) {
    const forward = sighting.isTo(destinations);
    if (forward ? sighting.isFrom(own) : sighting.isTo(own) || !sighting.isFrom(destinations)) {
      continue;
    }
    const { ip } = sighting;
    const fingerprint = fingerprintOf(sighting, forward, wholeFlows);
    if (ip === null || fingerprint === null) continue;
    if (!flows.has(fingerprint)) {
      hasStrangers = true;
      continue;
    }
    const behind = forward
      ? tuple(ip.source, sighting.sourcePort)
      : tuple(ip.destination, sighting.destinationPort);
    tuples.set(fingerprint, (tuples.get(fingerprint) ?? new Set()).add(behind));
  }
  return { tuples, hasStrangers };
}

/** What is one flow before NAT and one behind it is the same flow. */
function bindings({ ours, flows }: Originals, tuples: SeenBehind["tuples"]): Map<string, number> {
  const bound = new Map<string, number>();
  const torn = new Set<string>();
  for (const [fingerprint, behind] of tuples) {
    const [first, ...others] = flows.get(fingerprint) ?? [];
    const [only, ...more] = behind;
    if (first === undefined || only === undefined) continue;
    if (others.length > 0 || more.length > 0 || !ours.has(first)) continue;
    if ((bound.get(only) ?? first) !== first) torn.add(only);
    bound.set(only, first);
  }
  for (const one of torn) bound.delete(one);
  return bound;
}

function isInDoubt(
  fingerprint: string,
  { flows }: Originals,
  { tuples, hasStrangers }: SeenBehind,
): boolean {
  if (isWeak(fingerprint) && hasStrangers) return true;
  const behind = tuples.get(fingerprint);
  return behind !== undefined && (behind.size > 1 || (flows.get(fingerprint)?.size ?? 0) > 1);
}

function tuple(address: string, port: number): string {
  return `${address} ${port}`;
}
