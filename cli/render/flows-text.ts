import type { Flow__Output } from "../../proto/gen/tapline/v1/Flow.ts";
import type { FlowsTarget__Output } from "../../proto/gen/tapline/v1/FlowsTarget.ts";
import type { FlowSink, FlowTotals } from "../commands/flows.ts";
import { actionText, isDrop, matchText } from "../flow-filter.ts";
import { type Io, write } from "../io.ts";
import type { Language } from "../options.ts";
import { paragraph, type Style, styleOf } from "./style.ts";
import { table } from "./table.ts";
import { wordsOf } from "./words.ts";

/** Flows as lines as they arrive, then counts by table and by kind of action. */
export function textFlows(options: { readonly lang: Language }, io: Io): FlowSink {
  const style = styleOf(io.color);
  const byTable = new Map<number, TableCount>();
  const byKind = new Map<string, number>();
  let about: FlowsTarget__Output | null = null;
  return {
    async begin(target) {
      about = target;
    },
    async flow(flow) {
      count(flow, byTable, byKind);
      await write(io.stdout, `${flowLine(flow, style)}\n`);
    },
    async end(totals) {
      const lines = [
        "",
        ...countLines(byTable, byKind, options.lang, style, io.columns),
        ...closing(about, totals, options.lang, style, io.columns),
      ];
      await write(io.stdout, `${lines.join("\n")}\n`);
    },
  };
}

interface TableCount {
  flows: number;
  drops: number;
  packets: number;
}

function count(flow: Flow__Output, byTable: Map<number, TableCount>, byKind: Map<string, number>) {
  const entry = byTable.get(flow.table) ?? { flows: 0, drops: 0, packets: 0 };
  entry.flows += 1;
  entry.drops += isDrop(flow) ? 1 : 0;
  entry.packets += flow.packets;
  byTable.set(flow.table, entry);
  const kinds = flow.actions.length === 0 ? ["drop"] : new Set(flow.actionKinds);
  for (const kind of kinds) byKind.set(kind, (byKind.get(kind) ?? 0) + 1);
}

function flowLine(flow: Flow__Output, style: Style): string {
  const head = `table=${flow.table} priority=${flow.priority} n_packets=${flow.packets}`;
  const match = matchText(flow) || "*";
  const actions = `actions=${actionText(flow)}`;
  const painted = isDrop(flow) ? style.bad(actions) : actions;
  return `${style.quiet(`cookie=0x${flow.cookie}`)} ${head} ${match} ${painted}`;
}

function countLines(
  byTable: ReadonlyMap<number, TableCount>,
  byKind: ReadonlyMap<string, number>,
  lang: Language,
  style: Style,
  columns: number,
): string[] {
  if (byTable.size === 0) return [];
  const words = wordsOf(lang);
  const header = [words.table, words.flows, words.drops, words.packets].map(style.strong);
  const rows = [...byTable]
    .sort(([a], [b]) => a - b)
    .map(([id, entry]) => [id, entry.flows, entry.drops, entry.packets].map(String));
  const kinds = [...byKind]
    .sort(([, a], [, b]) => b - a)
    .map(([kind, flows]) => [kind, String(flows)]);
  return [
    ...table([header, ...rows], { columns, indent: "  " }),
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
