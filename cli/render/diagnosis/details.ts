import type { CheckStatus, Diagnosis } from "../../../proto/documents/v1/diagnosis.ts";
import { toldIn } from "../../../words/told.ts";
import { table } from "../table.ts";
import { shorten } from "../width.ts";
import type { Context } from "./context.ts";

/** Every check with its status; one that could not run is not one that found nothing. */
export function checkLines({ checks }: Diagnosis, context: Context): string[] {
  if (checks.length === 0) return [];
  const { style, words, options } = context;
  const rows = checks.map((check) => [
    check.name,
    checkStatus(check, context),
    toldIn(options.lang, check.reason ?? "", check.because),
  ]);
  return [style.heading(words.checks), ...table(rows, { columns: options.columns, indent: "  " })];
}

function checkStatus({ status }: CheckStatus, { style, words }: Context): string {
  switch (status) {
    case "clean":
      return style.good(words.checkStatus.clean);
    case "found":
      return style.bad(words.checkStatus.found);
    case "skipped":
      return style.quiet(words.checkStatus.skipped);
    case "failed":
      return style.doubtful(words.checkStatus.failed);
  }
}

/** The evidence, a line each: enough to find it in the JSON document by its id. */
export function evidenceLines({ evidence }: Diagnosis, context: Context): string[] {
  if (evidence.length === 0) return [];
  const { style, words, options } = context;
  const rows = evidence.map(({ id, kind, node, at, data }) => [
    id,
    kind,
    node ?? "–",
    at,
    style.quiet(shorten(JSON.stringify(data ?? null), 60)),
  ]);
  return [
    style.heading(words.evidence),
    ...table(rows, { columns: options.columns, indent: "  " }),
  ];
}
