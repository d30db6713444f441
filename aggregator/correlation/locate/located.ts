import type { Reason } from "../../../proto/reasons/index.ts";
import type { CaseView } from "../../evidence/view.ts";
import { backendsSeen } from "../join/backend.ts";
import { ofThisGateway } from "../join/gateway.ts";
import { type Mark, type Matrix, matrixOf } from "../join/matrix.ts";
import { passiveSeries } from "../join/passive.ts";
import {
  type Attempt,
  cameTooLate,
  mayBeTooLate,
  onlyAttempts,
  sentSeries,
} from "../join/series.ts";
import { allStopIn, type Gap, gapsOf } from "./gap.ts";
import { lossOf, type SegmentLoss } from "./loss.ts";
import { type Misdelivery, misdeliveryOf } from "./misdelivery.ts";
import { onReturn } from "./returned.ts";
import { type SlowSegment, slowSegment } from "./slow.ts";
import { unplacedOf } from "./unplaced.ts";

/**
 * What the packets themselves say, before anybody asks why.
 *
 * - `none`: every probe was answered, and the surveys found nothing;
 * - `all`: no probe was answered;
 * - `part`: some were;
 * - `large`: small packets pass, packets of the pod's MTU do not;
 * - `unknown`: the probe did not report, so nothing is known of what was sent.
 */
export type Pattern = "none" | "all" | "part" | "large" | "unknown";

export interface Located {
  readonly pattern: Pattern;
  /** The series that the verdict is about. */
  readonly asked: Matrix | null;
  readonly survey: Matrix | null;
  readonly large: Matrix | null;
  /** What was sent to a Service with affinity before the asked ones; null where nothing was. */
  readonly learning: Matrix | null;
  /** Where the transactions stop; the first is the failure. */
  readonly gaps: readonly Gap[];
  /** The loss that makes the path degraded, when that is the pattern. */
  readonly loss: SegmentLoss | null;
  /** Transactions whose answer came when the pod had stopped waiting for it. */
  readonly late: readonly number[];
  /** Where the time of late answers goes, when that is one segment. */
  readonly slow: SlowSegment | null;
  /** Why answers are no proof: another than the destination may have sent them. */
  readonly misdelivery: Reason | null;
}

/** Packets that stop where the failure is; of the survey where all that was asked came through. */
export function lostCount({ gaps, loss }: Pick<Located, "gaps" | "loss">): number {
  return gaps[0]?.keys.length ?? loss?.lost ?? 0;
}

/**
 * A single lost packet under load is no fault, three of forty are one: at 3 % true loss, forty
 * packets lose three or more in one survey of nine; at 30 % in all but one of 300,000.
 */
const lossThreshold = 0.075;

export function locate(view: CaseView): Located {
  const whole = wholeOf(view, view.plan.traffic.mode === "passive" ? "passive" : "asked");
  const asked = whole === null ? null : ofThisWay(view, ofThisGateway(view, whole));
  const survey = matrixFor(view, "survey");
  const large = matrixFor(view, "large");
  const learning = matrixFor(view, "learning");
  const nothing = {
    asked,
    survey,
    large,
    learning,
    gaps: [],
    loss: null,
    late: [],
    slow: null,
    misdelivery: null,
  };
  if (unplacedOf(view) !== null) return { ...nothing, pattern: "all" };
  if (asked === null || whole === null || whole.series.attempts.size === 0) {
    return { ...nothing, pattern: "unknown" };
  }
  const misdelivery = misdeliveryOf(view, asked);
  if (misdelivery.kind !== "none") return { ...nothing, ...misdelivered(misdelivery) };

  const failed = failedKeys(whole);
  const late = failed.filter((key) => cameAfterWait(view, asked, key));
  const underWay = stillUnderWay(view, asked, late);
  const gaps = gapsOf(
    view,
    asked,
    failed.filter(
      (key) => !late.includes(key) && !underWay.has(key) && asked.series.attempts.has(key),
    ),
  ).map((gap) => onReturn(view, gap));
  // Where no echo is answered in time, what the survey lacks may still be under way, too.
  const isSlowPath = late.length > 0 && !hasAnswers(survey);
  const loss = isSlowPath ? null : worstLoss(asked, survey);
  if (failed.length > 0) {
    const none = failed.length === whole.series.attempts.size && late.length === 0;
    const all = none && !isChanceLoss(asked, gaps, survey, loss);
    const found = loss === null && gaps.length === 0 ? slowSegment(view, asked, late) : null;
    // A request that was lost and sent again looks slow between nodes; echoes are sent but once.
    const isBeyond = found?.outside === true || found?.stage.endsWith("-pod") === true;
    const isSlow = isSlowPath || isBeyond || (found !== null && isAllThrough(found, late));
    const slow = isSlow ? found : null;
    return { ...nothing, pattern: all ? "all" : "part", gaps, loss, late, slow };
  }
  if (loss !== null) return { ...nothing, pattern: "part", loss };
  const tooLarge = lostWhenLarge(survey ?? asked, large);
  if (tooLarge !== null) return { ...nothing, pattern: "large", loss: tooLarge };
  return { ...nothing, pattern: "none" };
}

/**
 * Transactions with a Service are spread over its backends: those of other backends than the one
 * that is looked at do not pass its points.
 */
function ofThisWay(view: CaseView, whole: Matrix): Matrix {
  const { service, destination } = view.plan;
  if (service === null || service.backends.length < 2) return whole;
  const seen = backendsSeen(view, whole.series);
  const isHere = (key: number): boolean => (seen.get(key) ?? destination.ip) === destination.ip;
  return matrixOf(view, onlyAttempts(whole.series, isHere));
}

function misdelivered(misdelivery: Exclude<Misdelivery, { kind: "none" }>): Partial<Located> & {
  readonly pattern: Pattern;
} {
  const { reason } = misdelivery;
  if (misdelivery.kind === "unknown") return { pattern: "unknown", misdelivery: reason };
  return { pattern: "all", gaps: [misdelivery.gap], misdelivery: reason };
}

type LocatedSeries = "asked" | "learning" | "survey" | "large" | "passive";

function wholeOf(view: CaseView, name: LocatedSeries): Matrix | null {
  const series = name === "passive" ? passiveSeries(view) : sentSeries(view, name);
  return series === null ? null : matrixOf(view, series);
}

function matrixFor(view: CaseView, name: LocatedSeries): Matrix | null {
  const whole = wholeOf(view, name);
  return whole === null ? null : ofThisGateway(view, whole);
}

function failedKeys(matrix: Matrix): number[] {
  return [...matrix.series.attempts]
    .filter(([key, attempt]) => attempt.outcome !== "answered" && !cameLate(matrix, key, attempt))
    .map(([key]) => key);
}

/** The answer is on the pod's veth, but perhaps only after ping had stopped waiting. */
function cameLate(matrix: Matrix, key: number, attempt: Attempt): boolean {
  const seen = matrix.rows.at(-1)?.seen.get(key);
  return seen !== undefined && mayBeTooLate(attempt, seen.firstNs);
}

/**
 * The answer is on the pod's veth, but only after the probe had stopped waiting: a repeated request
 * got through, or the way is slow. That the pod did not take it then is no fault of the pod.
 */
function cameAfterWait(view: CaseView, matrix: Matrix, key: number): boolean {
  const planned = view.plan.series.find((series) => series.name === matrix.series.name);
  const sent = leftAt(view, matrix, key);
  const answered = matrix.rows.at(-1)?.seen.get(key);
  if (planned === undefined || sent === undefined || answered === undefined) return false;
  const attempt = matrix.series.attempts.get(key);
  if (attempt !== undefined && cameTooLate(attempt, answered.firstNs)) return true;
  const waitedMs = Number(answered.firstNs - sent.firstNs) / 1e6;
  // The probe's clock starts a little before the packet is seen.
  return waitedMs > planned.waitMs * 0.95;
}

/** The request at the first point of the source's node that saw it: by the clock of its answer. */
function leftAt({ plan }: CaseView, { rows }: Matrix, key: number): Mark | undefined {
  const near = rows.filter(
    ({ step, observation }) =>
      step.direction === "request" &&
      "seen" in observation &&
      observation.seen.node === plan.source.node,
  );
  return near.find(({ seen }) => seen.has(key))?.seen.get(key);
}

/**
 * Transactions whose answer may come when the taps have ended: others took so long that theirs
 * would not be there yet, or not for long; what is slow is not slow by the same time always.
 */
function stillUnderWay(view: CaseView, matrix: Matrix, late: readonly number[]): Set<number> {
  const [sent, back] = [matrix.rows[0]?.seen, matrix.rows.at(-1)?.seen];
  const tap = view.tap("source");
  if (late.length === 0 || sent === undefined || back === undefined || !tap.known) return new Set();
  const last = tap.value.sightings.at(-1)?.timeNs ?? 0n;
  let longest = 0n;
  for (const key of late) {
    const [start, end] = [sent.get(key)?.firstNs, back.get(key)?.firstNs];
    if (start !== undefined && end !== undefined && end - start > longest) longest = end - start;
  }
  const latest = longest + longest / 4n;
  const open = [...sent].filter(([key, mark]) => !back.has(key) && mark.firstNs + latest > last);
  return new Set(open.map(([key]) => key));
}

/** Nothing that entered the segment was lost there and sent again: as much came out of it. */
function isAllThrough({ from, to }: SlowSegment, keys: readonly number[]): boolean {
  return keys.every((key) => {
    const entered = from.seen.get(key)?.count ?? 0;
    return entered > 0 && (to.seen.get(key)?.count ?? 0) >= entered;
  });
}

/** Echoes that were answered in time; ping takes a late answer as long as others are awaited. */
function hasAnswers(matrix: Matrix | null): boolean {
  const attempts = [...(matrix?.series.attempts.values() ?? [])];
  const waitMs = matrix?.series.waitMs ?? 0;
  return attempts.some(({ outcome, rttMs }) => outcome === "answered" && (rttMs ?? 0) <= waitMs);
}

/** The first segment that loses a part of small packets: of the survey, where there is one. */
function worstLoss(asked: Matrix, survey: Matrix | null): SegmentLoss | null {
  const losses = survey === null ? lossOf(asked) : lossOf(survey);
  const partial = losses.filter(
    (loss) =>
      loss.lost < loss.entered && loss.lost / loss.entered >= lossThreshold && loss.lost >= 2,
  );
  return partial[0] ?? null;
}

/** Above this, "all were lost by chance" is not to be ruled out. */
const chanceThreshold = 0.001;

/**
 * A few probes can all be lost by chance on a path that loses a part of its packets: at 30 % each
 * way, five of five in one case of thirty. When the survey loses that large a part in the very
 * segment, the path is degraded. Where echoes are asked for, those that came back decide.
 */
function isChanceLoss(
  asked: Matrix,
  gaps: readonly Gap[],
  survey: Matrix | null,
  loss: SegmentLoss | null,
): boolean {
  if (loss === null || survey === null || !allStopIn(gaps, loss.stage)) return false;
  const attempts = [...survey.series.attempts.values()];
  const answered = attempts.filter(({ outcome }) => outcome === "answered").length;
  const lostShare = attempts.length === 0 ? 0 : (attempts.length - answered) / attempts.length;
  const { protocol, packetBytes } = asked.series;
  const isSameEcho = protocol === "icmp" && packetBytes === survey.series.packetBytes;
  if (isSameEcho) return answered > 0;
  return lostShare ** asked.series.attempts.size > chanceThreshold;
}

/** The first segment that every large packet fails to cross though small ones cross it. */
function lostWhenLarge(small: Matrix, large: Matrix | null): SegmentLoss | null {
  if (large === null) return null;
  const smallLosses = lossOf(small);
  for (const loss of lossOf(large)) {
    if (loss.entered === 0 || loss.lost < loss.entered) continue;
    const crossed = smallLosses.find(
      (other) => other.stage === loss.stage && other.direction === loss.direction,
    );
    if (crossed !== undefined && crossed.entered > 0 && crossed.lost * 2 < crossed.entered) {
      return loss;
    }
  }
  return null;
}
