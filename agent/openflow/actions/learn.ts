import { splitTopLevel } from "../split.ts";
import type { Action, LearnItem } from "./types.ts";

/** What a learned flow is; every other `name=value` is a match of it (ovs-actions(7), "learn"). */
const attributes = new Set([
  "table",
  "idle_timeout",
  "hard_timeout",
  "fin_idle_timeout",
  "fin_hard_timeout",
  "priority",
  "cookie",
  "limit",
  "result_dst",
  "send_flow_rem",
  "delete_learned",
]);

/** Parses what stands in `learn(…)`. OVN learns load balancer affinity and hairpin replies. */
export function parseLearn(inside: string | null): Action | null {
  if (inside === null) return null;
  const items = splitTopLevel(inside).map(parseItem);
  return items.every((item) => item !== null) ? { kind: "learn", items } : null;
}

function parseItem(piece: string): LearnItem | null {
  if (piece.startsWith("output:")) return { kind: "output", field: piece.slice(7) };
  if (piece.startsWith("load:")) {
    const [source, destination] = piece.slice(5).split("->");
    return source && destination ? { kind: "load", source, destination } : null;
  }
  const equals = piece.indexOf("=");
  const name = equals < 0 ? piece : piece.slice(0, equals);
  const value = equals < 0 ? null : piece.slice(equals + 1);
  if (name === "") return null;
  if (attributes.has(name)) return { kind: "attribute", name, value };
  return { kind: "match", field: name, source: value };
}

export function printLearnItem(item: LearnItem): string {
  switch (item.kind) {
    case "attribute":
      return item.value === null ? item.name : `${item.name}=${item.value}`;
    case "match":
      return item.source === null ? item.field : `${item.field}=${item.source}`;
    case "load":
      return `load:${item.source}->${item.destination}`;
    case "output":
      return `output:${item.field}`;
  }
}
