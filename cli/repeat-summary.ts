import type { AttemptSummary, RepeatSummary } from "../proto/documents/v1/attempts.ts";
import type { Diagnosis, Outcome } from "../proto/documents/v1/diagnosis.ts";

/** From good to bad: what an attempt could not tell is no fault, and no health either. */
const severity: readonly Outcome[] = ["reachable", "inconclusive", "degraded", "unreachable"];

/** Index of the attempt that speaks for all: the first of the worst. */
export function worstOf(diagnoses: readonly Diagnosis[]): number {
  const ranks = diagnoses.map(({ outcome }) => severity.indexOf(outcome));
  return ranks.indexOf(Math.max(...ranks));
}

/**
 * One document of several diagnoses of one path: the worst attempt's, with the outcome of all, each
 * attempt in short, and what they come to.
 *
 * @param diagnoses at least one, in the order in which they were made.
 */
export function summariseRepeat(diagnoses: readonly Diagnosis[], asked: number): Diagnosis {
  const worst = diagnoses[worstOf(diagnoses)];
  const [first] = diagnoses;
  if (worst === undefined || first === undefined) throw new RangeError("no diagnosis");
  const attempts = diagnoses.map(attemptOf);
  const repeat = repeatOf(attempts, asked);
  return {
    ...worst,
    startedAt: first.startedAt,
    durationMs: spanMs(diagnoses),
    outcome: outcomeOf(worst.outcome, repeat),
    confidence: diagnoses.some((one) => one.confidence === "likely" && one.outcome === "reachable")
      ? weaker(worst.confidence)
      : worst.confidence,
    attempts,
    repeat,
  };
}

function weaker(confidence: Diagnosis["confidence"]): Diagnosis["confidence"] {
  return confidence === "confirmed" ? "likely" : confidence;
}

/** What fails at times and works at others works in part. */
function outcomeOf(worst: Outcome, { intermittent }: RepeatSummary): Outcome {
  return worst === "unreachable" && intermittent ? "degraded" : worst;
}

function attemptOf(diagnosis: Diagnosis, index: number): AttemptSummary {
  const { id, startedAt, durationMs, outcome, confidence, failure, cause, latency } = diagnosis;
  const back = diagnosis.path[0]?.reply;
  return {
    attempt: index + 1,
    id,
    startedAt,
    durationMs,
    outcome,
    confidence,
    sent: back?.expected ?? diagnosis.traffic.count,
    answered: back?.seen ?? null,
    rttMs: latency.rttMs,
    failure,
    cause: cause?.code ?? null,
    http: diagnosis.http ?? null,
  };
}

function repeatOf(attempts: readonly AttemptSummary[], asked: number): RepeatSummary {
  const count = (...outcomes: Outcome[]): number =>
    attempts.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const failed = count("unreachable", "degraded");
  const reachable = count("reachable");
  const counted = attempts.filter(({ answered }) => answered !== null);
  const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);
  return {
    asked,
    done: attempts.length,
    reachable,
    failed,
    inconclusive: count("inconclusive"),
    intermittent: failed > 0 && reachable > 0,
    sent: sum(counted.map(({ sent }) => sent)),
    answered: sum(counted.map(({ answered }) => answered ?? 0)),
    rttMs: rttOf(attempts),
    lostAt: lostAt(attempts),
  };
}

/** The median of the attempts' medians, and the largest of all. */
function rttOf(attempts: readonly AttemptSummary[]): RepeatSummary["rttMs"] {
  const rtts = attempts.flatMap(({ rttMs }) => (rttMs === null ? [] : [rttMs]));
  const medians = rtts.map(({ p50 }) => p50).sort((a, b) => a - b);
  const p50 = medians[Math.floor((medians.length - 1) / 2)];
  return p50 === undefined ? null : { p50, max: Math.max(...rtts.map(({ max }) => max)) };
}

function lostAt(attempts: readonly AttemptSummary[]): RepeatSummary["lostAt"] {
  const places = new Map<string, RepeatSummary["lostAt"][number]>();
  for (const { failure, sent, answered } of attempts) {
    if (failure === null) continue;
    const { stage, direction, node } = failure;
    const key = `${stage} ${direction} ${node ?? ""}`;
    const before = places.get(key) ?? { stage, direction, node, attempts: 0, lost: 0 };
    const lost = before.lost + (answered === null ? 0 : sent - answered);
    places.set(key, { ...before, attempts: before.attempts + 1, lost });
  }
  return [...places.values()].sort((a, b) => b.attempts - a.attempts);
}

function spanMs(diagnoses: readonly Diagnosis[]): number {
  const [first, last] = [diagnoses[0], diagnoses.at(-1)];
  if (first === undefined || last === undefined) return 0;
  return Date.parse(last.startedAt) - Date.parse(first.startedAt) + last.durationMs;
}
