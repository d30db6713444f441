import type { Diagnosis } from "../../../proto/documents/v1/diagnosis.ts";
import { phraseIn } from "../../phrases/index.ts";
import { paragraph } from "../style.ts";
import type { Context } from "./diagnosis.ts";

/** What the verdict rests on, and what nobody looked at. */
export function coverageLines({ coverage }: Diagnosis, context: Context): string[] {
  const { style, words, options } = context;
  const agents = coverage.agents.map(({ node, status, reason }) => {
    if (status === "ok") return `${node} ${style.good("✔")}`;
    const why = reason === null ? "" : ` (${phraseIn(options.lang, reason)})`;
    return `${node} ${style.bad(`✘ ${words.agentStatus[status] ?? status}`)}${why}`;
  });
  const lost = coverage.lost === 0 ? words.lossless : style.doubtful(words.lost(coverage.lost));
  const summary = [...agents, lost].join("  ");
  return [
    style.heading(words.coverage),
    `  ${summary}`,
    ...coverage.notObserved.map((text) =>
      paragraph(
        `${words.notObserved}${words.verdict.colon}${phraseIn(options.lang, text)}`,
        options.columns,
        "    ",
        `  ${style.doubtful("?")} `,
      ),
    ),
  ];
}

/** The last line: how it was asked, when, and under which id it can be found again. */
export function runLine(diagnosis: Diagnosis, { style, words }: Context): string {
  const { traffic, durationMs, startedAt, id } = diagnosis;
  const seconds = (durationMs / 1000).toFixed(1);
  const { mode, count, size } = traffic;
  return style.quiet(words.run({ mode, count, size, seconds, startedAt, id }));
}
