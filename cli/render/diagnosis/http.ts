import type { HttpSummary } from "../../../proto/documents/v1/attempts.ts";
import type { Diagnosis } from "../../../proto/documents/v1/diagnosis.ts";
import { reason } from "../../../proto/reasons/index.ts";
import type { Language } from "../../../words/language.ts";
import { reasonIn } from "../../../words/reasons/index.ts";
import { paragraph } from "../style.ts";
import type { Context } from "./context.ts";
import { milliseconds } from "./latency.ts";

/** What the server answered, when that was asked. */
export function httpLines({ http }: Diagnosis, context: Context): string[] {
  if (!http) return [];
  const { style, options } = context;
  return [style.heading("HTTP"), paragraph(httpText(http, context), options.columns, "  ")];
}

export function httpText(http: HttpSummary, { words, options }: Context): string {
  const { path, sent, answered, statuses, timeMs, errors } = http;
  if (sent === 0) return words.http.nothingSent(path);
  return [
    words.http.answered(path, answered, sent),
    ...statuses.map(({ code, count }) => words.http.statuses(code, count)),
    ...(timeMs === null
      ? []
      : [words.http.time(milliseconds(timeMs.p50), milliseconds(timeMs.max))]),
    ...errors.map(({ error, count }) => words.http.error(endingIn(options.lang, error), count)),
  ].join(words.listSeparator);
}

function endingIn(lang: Language, how: string): string {
  return reasonIn(lang, reason("HTTP_ENDED", { how }));
}

/** "5/5 200 4.8 ms": answered, status codes, median time. */
export function httpShort({ sent, answered, statuses, timeMs }: HttpSummary): string {
  const codes = statuses.map(({ code }) => code).join(",");
  const time = timeMs === null ? "" : `${milliseconds(timeMs.p50)} ms`;
  return [`${answered}/${sent}`, codes, time].filter((part) => part !== "").join(" ");
}
