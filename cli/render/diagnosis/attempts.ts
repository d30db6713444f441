import type { AttemptSummary } from "../../../proto/documents/v1/attempts.ts";
import type { Diagnosis, Failure } from "../../../proto/documents/v1/diagnosis.ts";
import { paragraph } from "../style.ts";
import { table } from "../table.ts";
import type { Context } from "./context.ts";
import { httpShort } from "./http.ts";
import { milliseconds } from "./latency.ts";

/** Of a repeated diagnosis: a row for each attempt, then what they come to. */
export function attemptLines({ attempts, repeat }: Diagnosis, context: Context): string[] {
  if (attempts === undefined || repeat === undefined) return [];
  const { style, words, options } = context;
  const { headers } = words.attempts;
  const withHttp = attempts.some(({ http }) => http !== null);
  const header = [
    "#",
    headers.outcome,
    headers.answered,
    headers.loss,
    headers.rtt,
    headers.lostAt,
    ...(withHttp ? ["HTTP"] : []),
  ];
  const rows = attempts.map((attempt) => [
    String(attempt.attempt),
    outcomeText(attempt, context),
    attempt.answered === null ? "?" : `${attempt.answered}/${attempt.sent}`,
    lossText(attempt.sent, attempt.answered),
    attempt.rttMs === null ? "–" : `${milliseconds(attempt.rttMs.p50)} ms`,
    lostAtText(attempt, context),
    ...(withHttp ? [attempt.http === null ? "–" : httpShort(attempt.http)] : []),
  ]);
  return [
    style.heading(words.attempts.title),
    ...table([header.map(style.quiet), ...rows], { columns: options.columns, indent: "  " }),
    ...summaryLines(repeat, context),
  ];
}

function outcomeText({ outcome }: AttemptSummary, { style, words }: Context): string {
  if (outcome === "reachable") return style.good(words.outcome[outcome]);
  return (outcome === "unreachable" ? style.bad : style.doubtful)(words.outcome[outcome]);
}

function lossText(sent: number, answered: number | null): string {
  if (answered === null || sent === 0) return "?";
  return percent(sent - answered, sent);
}

function percent(part: number, whole: number): string {
  return `${Number(((100 * part) / whole).toFixed(1))} %`;
}

function lostAtText({ failure, cause }: AttemptSummary, context: Context): string {
  const parts = [
    ...(failure === null ? [] : [placeText(failure, context)]),
    ...(cause === null ? [] : [cause]),
  ];
  return parts.join("  ") || "–";
}

function placeText({ stage, direction, node }: Failure, { words }: Context): string {
  const name = words.stage[stage];
  const where = node === null ? "" : ` ${node}`;
  return `${name}${where} (${words.directions[direction]})`;
}

function summaryLines(repeat: NonNullable<Diagnosis["repeat"]>, context: Context): string[] {
  const { words, options } = context;
  const { sent, answered, rttMs, lostAt } = repeat;
  const parts = [
    ...(sent === 0 ? [] : [words.attempts.loss(percent(sent - answered, sent), answered, sent)]),
    ...(rttMs === null ? [] : [words.roundTrip(milliseconds(rttMs.p50), milliseconds(rttMs.max))]),
    ...lostAt.map((place) =>
      words.attempts.lostAt(
        placeText({ ...place, lastSeenAt: null, notSeenAt: null }, context),
        place.attempts,
        place.lost,
      ),
    ),
  ];
  return [words.attempts.sum(repeat), ...parts].map((text) =>
    paragraph(text, options.columns, "    ", "  "),
  );
}
