import type { Direction, PointName } from "../../../proto/documents/v1/diagnosis.ts";
import { reason } from "../../../proto/reasons/index.ts";
import { AddressSet } from "../../../proto/records/address-set.ts";
import type { Sighting } from "../../../proto/records/sighting.ts";
import { isHost } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { isOutsideWindow } from "../clocks/window.ts";
import { hasTunnelDevice, type Observation, observe } from "./observe.ts";
import { type Originals, originalsOf } from "./originals.ts";
import { protocolNumbers } from "./protocol-numbers.ts";
import { Recogniser, type Translation } from "./recognise.ts";
import { type Route, routeOf, type Step } from "./route.ts";
import { strayFilter } from "./sent-elsewhere.ts";
import type { SentSeries } from "./series.ts";
import { translationAt } from "./translation.ts";
import { otherPortFilter } from "./tunnel-keys.ts";

/** When and how often the packets of one transaction were seen at a point. */
export interface Mark {
  readonly firstNs: bigint;
  readonly count: number;
  /** Of these, with a wrong checksum: ordinary offload where a packet is sent. */
  readonly bad: number;
}

/** A mark while its point is being counted. */
type Counted = { -readonly [Field in keyof Mark]: Mark[Field] };

/** What one point shows of a series. */
export interface Row {
  readonly step: Step;
  readonly observation: Observation;
  /** Transactions whose request (or, on the way back, whose answer) was seen. */
  readonly seen: ReadonlyMap<number, Mark>;
  /** Transactions that were answered with a refusal; on the way back only. */
  readonly refused: ReadonlyMap<number, Mark>;
  /** ICMP errors about transactions of the series. */
  readonly errors: ReadonlyMap<number, Mark>;
  /**
   * Transactions of the series were answered, so their packets passed, and none of these was seen:
   * they pass the tap by, as what is offloaded to hardware does.
   */
  readonly isBlind: boolean;
  /**
   * Transactions whose packets may have come by without being known: NAT has changed them, and
   * nothing tells whose they are. That they were not seen proves nothing.
   */
  readonly unknown: ReadonlySet<number>;
  /** Of those who sent what was seen, where the link layer tells. */
  readonly macs: ReadonlySet<string>;
}

/** One packet, many points: a series of transactions against the points of the route. */
export interface Matrix {
  readonly series: SentSeries;
  readonly route: Route;
  readonly rows: readonly Row[];
}

export function matrixOf(view: CaseView, series: SentSeries): Matrix {
  const tunnelDevices = (["source", "destination"] as const).filter((role) =>
    hasTunnelDevice(view, role),
  );
  const route = routeOf({ plan: view.plan, tunnelDevices });
  const answered = [...series.attempts]
    .filter(([, { outcome }]) => outcome === "answered")
    .map(([key]) => key);
  const points = new Map<string, Point>();
  const rows: Row[] = [];
  let originals: Originals | null = null;
  for (const step of route.steps) {
    // Requests and replies pass the same points.
    const name = `${step.point} ${step.role} ${step.encapsulated}`;
    let point = points.get(name);
    if (point === undefined) {
      const observation = observeSpan(view, series, step);
      const isTranslated = isBehindNat(view, step) && "seen" in observation;
      if (isTranslated) originals ??= originalsOf(view, series, isWholly(rows[0]));
      const translation =
        isTranslated && originals !== null
          ? translationAt(series, originals, observation.seen.sightings)
          : null;
      point = { observation, translation };
      points.set(name, point);
    }
    rows.push(rowOf({ view, series, answered }, step, point));
  }
  return { series, route, rows };
}

interface Point {
  readonly observation: Observation;
  /** Null where packets are as they were sent. */
  readonly translation: Translation | null;
}

/** Where pods' packets have left OVN and the node's own stack: both may have translated them. */
function isBehindNat({ plan }: CaseView, { point, encapsulated }: Step): boolean {
  if (plan.source.attachment !== "veth") return false;
  return !encapsulated && (point === "gateway-uplink" || point === "provider-uplink");
}

interface Asked {
  readonly view: CaseView;
  readonly series: SentSeries;
  /** Transactions that the source pod saw answered. */
  readonly answered: readonly number[];
}

function rowOf({ view, series, answered }: Asked, step: Step, point: Point): Row {
  const { observation, translation } = point;
  const seen = new Map<number, Counted>();
  const refused = new Map<number, Counted>();
  const errors = new Map<number, Counted>();
  const macs = new Set<string>();
  const { service, source } = view.plan;
  const vip = service !== null && isHost(source) ? new AddressSet([service.ip]) : null;
  const isProxied = vip !== null && series.protocol !== "icmp";
  let hasStrangers = false;
  if ("seen" in observation) {
    const isStray = strayFilter(view, step);
    const isOthers = otherPortFilter(view, step);
    const found = new Recogniser(series, translation);
    const wantsOut = step.way === "out";
    const wantsRequests = step.direction === "request";
    for (const sighting of observation.seen.sightings) {
      if (sighting.isOut !== wantsOut) continue;
      if (!found.recognises(sighting)) {
        hasStrangers ||= isProxied && isOfSeries(series, sighting);
        continue;
      }
      if ((found.kind === "request") !== wantsRequests) continue;
      // On its way to a backend it has the backend's address, or it is not on that way.
      if (vip !== null && (sighting.isTo(vip) || sighting.isFrom(vip))) continue;
      if (isStray(sighting) || isOthers(sighting)) continue;
      const into = found.kind === "refusal" ? refused : found.kind === "error" ? errors : seen;
      const mark = into.get(found.key);
      if (mark === undefined && sighting.sourceMac !== null) macs.add(sighting.sourceMac);
      const bad = sighting.hasBadChecksum ? 1 : 0;
      if (mark === undefined) into.set(found.key, { firstNs: sighting.timeNs, count: 1, bad });
      else {
        mark.count += 1;
        mark.bad += bad;
      }
    }
  }
  const isBlind = answered.length > 0 && !answered.some((key) => seen.has(key));
  const unknown = new Set<number>();
  for (const key of translation === null && !hasStrangers ? [] : series.attempts.keys()) {
    const isKnown = seen.has(key) || refused.has(key) || errors.has(key);
    if (!isKnown && (hasStrangers || translation?.mayHide(key))) unknown.add(key);
  }
  return { step, observation, seen, refused, errors, isBlind, unknown, macs };
}

/**
 * What a node sends to a Service is translated before any tap sees it, often to another port of its
 * own as well (kube-proxy's masquerading): a packet between the same addresses may be one of ours.
 */
function isOfSeries(series: SentSeries, sighting: Sighting): boolean {
  const { sources, destinations, protocol } = series;
  const numbers: readonly number[] = protocolNumbers[protocol];
  if (!numbers.includes(sighting.protocol)) return false;
  return (
    (sighting.isFrom(sources) && sighting.isTo(destinations)) ||
    (sighting.isFrom(destinations) && sighting.isTo(sources))
  );
}

/** What a tap shows that did not listen all the while says nothing of what it does not show. */
function observeSpan(view: CaseView, { span }: SentSeries, step: Step): Observation {
  const observation = observe(view, step);
  if ("blind" in observation || !isOutsideWindow(view, step.role, span)) return observation;
  const { point, role, node } = observation.seen;
  return { blind: { point, role, node, reason: reason("TAP_NOT_LISTENING", { node }) } };
}

function isWholly(first: Row | undefined): boolean {
  return first !== undefined && isIntact(first);
}

/** A row whose silence proves that packets did not come by. */
export function isIntact(row: Row): boolean {
  return showsAll(row) && !row.isBlind;
}

/** The same of some transactions: all of them would have been known there. */
export function isIntactFor(row: Row, keys: readonly number[]): boolean {
  return isIntact(row) && !keys.some((key) => row.unknown.has(key));
}

/** Nothing that came by is known to pass the tap by, and what it shows is whole. */
export function showsAll(row: Row): boolean {
  return isWhole(row) && "seen" in row.observation && !row.observation.seen.offloads;
}

/** The tap lost nothing of what it saw. */
export function isWhole({ observation }: Row): boolean {
  return "seen" in observation && observation.seen.intact;
}

/** Requests and answers pass one point in two rows. */
export function isSamePoint({ step }: Row, other: Row): boolean {
  const { point, role, encapsulated } = other.step;
  return step.point === point && step.role === role && step.encapsulated === encapsulated;
}

export function rowAt(matrix: Matrix, point: PointName, direction: Direction): Row | undefined {
  return matrix.rows.find((r) => r.step.point === point && r.step.direction === direction);
}

/** Milliseconds from one point to the other, per transaction seen at both. */
export function between(from: Row | undefined, to: Row | undefined): number[] {
  if (from === undefined || to === undefined) return [];
  const times: number[] = [];
  for (const [key, start] of from.seen) {
    const end = to.seen.get(key);
    if (end !== undefined) times.push(Number(end.firstNs - start.firstNs) / 1e6);
  }
  return times;
}

/** The upper one of two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
