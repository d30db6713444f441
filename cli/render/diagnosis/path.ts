import type { Count, Diagnosis, PathPoint } from "../../../proto/documents/v1/diagnosis.ts";
import { table } from "../table.ts";
import type { Context } from "./context.ts";

/** Where packets were seen: a row per observation point, in the order in which a request passes. */
export function pathLines({ path, failure }: Diagnosis, context: Context): string[] {
  if (path.length === 0) return [];
  const { style, words, options } = context;
  const header = [
    words.observationPoint,
    words.node,
    words.interface,
    words.requestsHeader,
    words.repliesHeader,
  ];
  const requestFails = failure?.direction === "request";
  const rows = path.map((point) => [
    words.point[point.point] ?? point.point,
    point.node,
    point.interface || "–",
    cell(point.request, false, context),
    cell(point.reply, requestFails, context) + lossNote(point, context),
  ]);
  return [
    style.heading(words.path),
    ...table([header.map(style.quiet), ...rows], {
      columns: options.columns,
      indent: "  ",
      shrink: 2,
    }),
    ...(path.some(unobserved) ? [style.quiet(`  ${words.notObservedLegend}`)] : []),
  ];
}

function unobserved({ request, reply }: PathPoint): boolean {
  return request.seen === null || reply.seen === null;
}

/**
 * "✔ 5/5", "✘ 0/5", "? not observed". A count that nobody made is never shown as a number; a reply
 * to a request that did not arrive is not a second fault.
 */
function cell(count: Count, consequence: boolean, { style, words }: Context): string {
  if (count.seen === null) return style.doubtful(`? ${words.notObserved}`);
  const numbers = `${count.seen}/${count.expected}`;
  if (count.expected === 0) return style.quiet(`· ${count.seen}`);
  if (count.seen >= count.expected) return `${style.good("✔")} ${numbers}`;
  if (consequence && count.seen === 0) return style.quiet(`· ${numbers}`);
  return style.bad(`✘ ${numbers}`);
}

function lossNote({ lost }: PathPoint, { style, words }: Context): string {
  return lost === 0 ? "" : `  ${style.doubtful(words.tapLost(lost))}`;
}
