import type { AgentsDocument } from "../../proto/documents/v1/agents.ts";
import { wordsOf } from "../../words/labels/index.ts";
import type { Words } from "../../words/labels/words.ts";
import { toldIn } from "../../words/told.ts";
import { type Style, styleOf, type TextOptions } from "./style.ts";
import { table } from "./table.ts";

type Listed = Pick<AgentsDocument, "agents" | "sources">;

/** The agents as a table, then what the aggregator itself reads. */
export function renderAgents(
  document: Listed,
  options: TextOptions,
  nowUnixMs = Date.now(),
): string {
  const style = styleOf(options.color);
  const words = wordsOf(options.lang);
  const lines = [
    ...agentLines(document, style, words, options, nowUnixMs),
    ...sourceLines(document, style, words, options),
  ];
  return `${lines.join("\n")}\n`;
}

function agentLines(
  document: Listed,
  style: Style,
  words: Words,
  options: TextOptions,
  nowUnixMs: number,
): string[] {
  if (document.agents.length === 0) return [style.bad(words.noAgents)];
  const header = [
    words.node,
    words.status,
    words.version,
    "OVS",
    "OVN",
    words.datapath,
    words.since,
    words.lostReplies,
    words.memory,
    words.cpu,
    words.clock,
  ];
  const rows = document.agents.map((agent) => {
    const ok = agent.status === "ok";
    const load = [
      String(agent.repliesDropped),
      // Before its first heartbeat an agent has said neither.
      agent.residentMegabytes === 0 ? "–" : `${agent.residentMegabytes} MB`,
      agent.residentMegabytes === 0 ? "–" : `${agent.cpuPercent.toFixed(0)} %`,
      clockText(agent),
    ];
    return [
      agent.node,
      ok
        ? style.good(`✔ ${statusIn(agent.status, words)}`)
        : style.bad(`✘ ${statusIn(agent.status, words)}`),
      agent.version || "–",
      agent.ovsVersion || "–",
      agent.ovnVersion || "–",
      agent.datapathType || "–",
      ok ? age(nowUnixMs - agent.connectedSinceUnixMs) : "–",
      // What an agent that is away last said is no longer true.
      ...(ok ? load : load.map(() => "–")),
    ];
  });
  return [
    ...table([header.map(style.strong), ...rows], { columns: options.columns, indent: "" }),
    ...awayLines(document, options),
  ];
}

/** "-0.3 ± 0.2 ms": the node's clock less the aggregator's. */
function clockText({ clockOffsetMs, clockErrorMs }: Listed["agents"][number]): string {
  if (clockOffsetMs === null || clockErrorMs === null) return "–";
  return `${clockOffsetMs.toFixed(1)} ± ${clockErrorMs.toFixed(1)} ms`;
}

/** Why agents are away, where that is known: below the table, for it may be long. */
function awayLines({ agents }: Listed, { lang }: TextOptions): string[] {
  return agents
    .filter(({ status, reason }) => status !== "ok" && reason !== "")
    .map(({ node, reason, because }) => `${node}: ${toldIn(lang, reason, because)}`);
}

function sourceLines(document: Listed, style: Style, words: Words, options: TextOptions): string[] {
  if (document.sources.length === 0) return [];
  const header = [words.source, words.status, words.reason].map(style.strong);
  const rows = document.sources.map(({ name, status, reason, because }) => [
    name,
    status === "ok"
      ? style.good(`✔ ${statusIn(status, words)}`)
      : style.bad(`✘ ${statusIn(status, words)}`),
    toldIn(options.lang, reason, because),
  ]);
  return ["", ...table([header, ...rows], { columns: options.columns, indent: "" })];
}

function statusIn(status: string, words: Words): string {
  return words.agentStatus[status] ?? status;
}

/** "42s", "17m", "3h", "12d": how long, in the largest unit, as kubectl prints ages. */
function age(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}
