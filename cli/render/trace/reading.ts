import type { TraceDrop, TraceReading } from "../../../proto/documents/v1/trace.ts";
import { paragraph } from "../style.ts";
import type { TraceContext } from "./context.ts";

/** The heading of a trace with its result. */
export function traceTitle(
  text: string,
  trace: { readonly result?: string | null; readonly reading?: TraceReading | null } | null,
  { style, words }: TraceContext,
): string {
  const result = trace?.reading?.result ?? trace?.result;
  if (!result) return `  ${style.strong(text)}`;
  const word = words.traceResult[result] ?? result;
  const paint =
    result === "delivered" ? style.good : result === "dropped" ? style.bad : style.doubtful;
  return `  ${style.strong(text)}${words.verdict.colon}${paint(word)}`;
}

/** Delivered to which port, and to which it should be; or dropped where and by what. */
export function readingLines(
  reading: TraceReading | null | undefined,
  context: TraceContext,
): string[] {
  if (!reading) return [];
  const text = readingText(reading, context);
  return text === "" ? [] : [paragraph(text, context.options.columns, "      ", "    ")];
}

function readingText(reading: TraceReading, context: TraceContext): string {
  const { words } = context;
  const to = reading.to.join(words.listSeparator);
  const expected = reading.expected ?? words.reading.unknownPort;
  switch (reading.result) {
    case "delivered":
      return words.reading.right(to, expected);
    case "delivered-elsewhere":
      return words.reading.elsewhere(to, expected);
    case "dropped":
      return reading.drop === null ? "" : dropText(reading.drop, context);
    default:
      return "";
  }
}

function dropText({ stage, datapath, resources, flow, owner }: TraceDrop, context: TraceContext) {
  const { words } = context;
  const names = resources.map(({ kind, namespace, name }) =>
    namespace === null ? `${kind} ${name}` : `${kind} ${namespace}/${name}`,
  );
  const where = [stage, datapath === null ? null : words.reading.of(datapath)];
  const by = names.length > 0 ? names.join(words.listSeparator) : words.reading.owner[owner];
  return [
    words.reading.dropped(where.filter((part) => part !== null).join(" "), by),
    ...(flow === null ? [] : [flow]),
  ].join(words.listSeparator);
}
