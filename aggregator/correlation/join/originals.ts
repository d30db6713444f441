import { AddressSet } from "../../../proto/records/address-set.ts";
import type { CaseView } from "../../evidence/view.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { Recogniser } from "./recognise.ts";
import type { SeriesKeys } from "./series.ts";

/** A pod's packets as they are before NAT, by what they are known behind it. */
export interface Originals {
  /** The addresses that the one who asks has itself. */
  readonly own: AddressSet;
  /** By fingerprint: the flows of the pod that sent it, by source port or echo identifier. */
  readonly flows: ReadonlyMap<string, ReadonlySet<number>>;
  /** The same way: the flows of the series. */
  readonly ours: ReadonlyMap<number, OwnFlow>;
  /** A whole tap saw all that was sent: of what is not here there is nothing to come by. */
  readonly isComplete: boolean;
}

export interface OwnFlow {
  readonly fingerprints: ReadonlySet<string>;
  /** Transactions of which a packet with a fingerprint was seen. */
  readonly keys: ReadonlySet<number>;
}

interface GrowingFlow {
  readonly fingerprints: Set<string>;
  readonly keys: Set<number>;
}

/** Enough to know a connection by, however long it is watched. */
const fingerprintsPerFlow = 64;

/** From every tap, wherever packets had the addresses of the one who asks. */
export function originalsOf(view: CaseView, series: SeriesKeys, isComplete = false): Originals {
  const { source } = view.plan;
  const own = new AddressSet([...source.ips, source.ip]);
  const { destinations, wholeFlows } = series;
  const flows = new Map<string, Set<number>>();
  const ours = new Map<number, GrowingFlow>();
  // A connection that stalls is known by its SYN, as any other.
  const { stalled: _followedByData, ...opening } = series;
  const found = new Recogniser(opening);
  for (const sighting of view.sightings()) {
    const forward = sighting.isFrom(own) && sighting.isTo(destinations);
    if (!forward && !(sighting.isTo(own) && sighting.isFrom(destinations))) continue;
    const fingerprint = fingerprintOf(sighting, forward, wholeFlows);
    if (fingerprint === null) continue;
    const first = forward ? sighting.sourcePort : sighting.destinationPort;
    const flow = ours.get(first) ?? { fingerprints: new Set(), keys: new Set() };
    if (wholeFlows && flow.fingerprints.size >= fingerprintsPerFlow) continue;
    flows.set(fingerprint, (flows.get(fingerprint) ?? new Set()).add(first));
    if (!found.recognises(sighting)) continue;
    ours.set(first, flow);
    flow.fingerprints.add(fingerprint);
    flow.keys.add(found.key);
  }
  return { own, flows, ours, isComplete };
}
