import type { Diagnosis } from "../../../proto/documents/v1/diagnosis.ts";
import { toldIn } from "../../../words/told.ts";
import { paragraph } from "../style.ts";
import type { Context } from "./context.ts";

/** What the verdict rests on, and what nobody looked at. */
export function coverageLines({ coverage }: Diagnosis, context: Context): string[] {
  const { style, words, options } = context;
  const agents = coverage.agents.map(({ node, status, reason, because }) => {
    if (status === "ok") return `${node} ${style.good("✔")}`;
    const why = reason === null ? "" : ` (${toldIn(options.lang, reason, because)})`;
    return `${node} ${style.bad(`✘ ${words.agentStatus[status] ?? status}`)}${why}`;
  });
  const lost = coverage.lost === 0 ? words.lossless : style.doubtful(words.lost(coverage.lost));
  const summary = [...agents, lost].join("  ");
  return [
    style.heading(words.coverage),
    `  ${summary}`,
    ...coverage.notObserved.map((text, at) => {
      const told = toldIn(options.lang, text, coverage.reasons?.[at]);
      const line = `${words.notObserved}${words.verdict.colon}${told}`;
      return paragraph(line, options.columns, "    ", `  ${style.doubtful("?")} `);
    }),
  ];
}

/** The last line: how it was asked, when, and under which id it can be found again. */
export function runLine(diagnosis: Diagnosis, { style, words }: Context): string {
  const { traffic, durationMs, startedAt, id } = diagnosis;
  const seconds = (durationMs / 1000).toFixed(1);
  const { mode, count, size } = traffic;
  return style.quiet(words.run({ mode, count, size, seconds, startedAt, id }));
}
