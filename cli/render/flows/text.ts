import type { FlowSummary } from "../../../proto/documents/v1/flows.ts";
import type { Flow__Output } from "../../../proto/gen/tapline/v1/Flow.ts";
import type { FlowsTarget__Output } from "../../../proto/gen/tapline/v1/FlowsTarget.ts";
import { wordsOf } from "../../../words/labels/index.ts";
import type { Language } from "../../../words/language.ts";
import { type Io, write } from "../../io.ts";
import { paragraph, type Style, styleOf } from "../style.ts";
import { table } from "../table.ts";
import { FlowCounts } from "./flow-counts.ts";
import { actionText, isDrop, matchText } from "./flow-filter.ts";
import type { FlowSink, FlowTotals } from "./flow-sink.ts";

export interface FlowTextOptions {
  readonly lang: Language;
  readonly summary?: boolean;
}

/** Flows as lines as they arrive, then counts by table and by kind of action. */
export function textFlows(options: FlowTextOptions, io: Io): FlowSink {
  const style = styleOf(io.color);
  const counts = new FlowCounts();
  let about: FlowsTarget__Output | null = null;
  return {
    async begin(target) {
      about = target;
    },
    async flow(flow) {
      counts.add(flow);
      if (!options.summary) await write(io.stdout, `${flowLine(flow, style)}\n`);
    },
    async end(totals) {
      const lines = [
        ...(options.summary ? [] : [""]),
        ...countLines(counts.summary(), options.lang, style, io.columns),
        ...closing(about, totals, options.lang, style, io.columns),
      ];
      await write(io.stdout, `${lines.join("\n")}\n`);
    },
  };
}

function flowLine(flow: Flow__Output, style: Style): string {
  const head = `table=${flow.table} priority=${flow.priority} n_packets=${flow.packets}`;
  const match = matchText(flow) || "*";
  const actions = `actions=${actionText(flow)}`;
  const painted = isDrop(flow) ? style.bad(actions) : actions;
  return `${style.quiet(`cookie=0x${flow.cookie}`)} ${head} ${match} ${painted}`;
}

/** The most frequent actions of a table; all of them are in the JSON. */
const shownActions = 4;

function countLines(
  { tables, actions }: FlowSummary,
  lang: Language,
  style: Style,
  columns: number,
): string[] {
  if (tables.length === 0) return [];
  const words = wordsOf(lang);
  const header = [words.table, words.flows, words.drops, words.packets, words.action];
  const rows = tables.map((one) => [
    ...[one.table, one.flows, one.drops, one.packets].map(String),
    Object.entries(one.actions)
      .slice(0, shownActions)
      .map(([action, flows]) => `${action} ${flows}`)
      .join(", "),
  ]);
  const kinds = actions.map(({ action, flows }) => [action, String(flows)]);
  return [
    ...table([header.map(style.strong), ...rows], { columns, indent: "  " }),
    "",
    ...table([[words.action, words.flows].map(style.strong), ...kinds], { columns, indent: "  " }),
    "",
  ];
}

function closing(
  about: FlowsTarget__Output | null,
  totals: FlowTotals,
  lang: Language,
  style: Style,
  columns: number,
): string[] {
  const words = wordsOf(lang);
  const lines = [words.flowsShown(totals.shown, totals.received, about?.node || "?")];
  if (about !== null && about.ofport > 0) {
    const text = words.flowsOfPod(about.ofport, about.addresses.join(", "));
    lines.push(style.quiet(paragraph(text, columns, "")));
  }
  const report = totals.report;
  if (report === null) return [...lines, style.bad(words.flowsCutShort)];
  if (report.unparsed === 0) return lines;
  const samples = report.unparsedSamples.map((sample) => `    ${sample}`);
  return [...lines, style.doubtful(words.flowsUnparsed(report.unparsed)), ...samples];
}
