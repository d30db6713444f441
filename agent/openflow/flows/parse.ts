import { parseAction } from "../actions/parse.ts";
import type { Action, Actions } from "../actions/types.ts";
import { closingOf, endOfPiece } from "../split.ts";
import type { Flow } from "./flow.ts";
import { parseMatch } from "./match.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Texts of single actions and what they parse to, shared by the flows. Most of OVN's actions are a
 * few hundred short texts ("resubmit(,25)") that come early in a dump: when full, it stays.
 */
const cacheLimit = 4096;

/** Texts with an address or a MAC, and long ones, are hardly seen twice. */
function isCommon(text: string): boolean {
  return text.length <= 24 || (text.length <= 80 && !text.startsWith("set_field:"));
}

/** OVS prints no priority where it is the default (OFP_DEFAULT_PRIORITY). */
const defaultPriority = 32_768;

/** Parses lines of `ovs-ofctl dump-flows`; one for a whole dump, because it remembers actions. */
export class FlowParser {
  readonly #cache = new Map<string, Action>();

  /**
   * Parses one line without its line end; null when it is no flow.
   *
   * The order is ovs-ofctl's: "cookie=…, duration=…s, table=…, …" (--no-stats leaves out a part),
   * flags, the match with the priority in front and without spaces, then " actions=".
   */
  parse(line: string): Flow | null {
    const end = line.indexOf(" actions=");
    if (end < 0) return null;
    const flow = emptyFlow();
    let at = skipSpaces(line, 0);
    for (let next = at; next >= 0 && at < end; next = takeStatistic(flow, line, at, end)) at = next;
    if (at < end) {
      const start = takePriority(flow, line, at, end);
      if (start < 0) return null;
      flow.match = parseMatch(line, start, end);
    }
    flow.actions = this.#actions(line, end + actionsLength);
    return flow;
  }

  #actions(line: string, from: number): Actions {
    const actions: Action[] = [];
    // Native searches are faster than a loop, and most actions have no bracket.
    let bracket = indexOrEnd(line, "(", from);
    let quote = indexOrEnd(line, '"', from);
    for (let at = from; at < line.length; ) {
      let end = indexOrEnd(line, ",", at);
      if (end > bracket || end > quote) {
        const close = quote < end ? -1 : closingOf(line, bracket);
        end = close < 0 ? endOfPiece(line, at) : endOfPiece(line, close + 1);
        bracket = indexOrEnd(line, "(", end);
        quote = indexOrEnd(line, '"', end);
      }
      const piece = line.slice(at, end);
      actions.push(isCommon(piece) ? this.#remembered(piece) : parseAction(piece));
      at = end + 1;
    }
    return actions;
  }

  #remembered(text: string): Action {
    const known = this.#cache.get(text);
    if (known !== undefined) return known;
    const action = parseAction(text);
    if (this.#cache.size < cacheLimit) this.#cache.set(text, action);
    return action;
  }
}

const actionsLength = " actions=".length;
const space = 0x20;

function emptyFlow(): Mutable<Flow> {
  return {
    cookie: "0x0",
    table: 0,
    priority: defaultPriority,
    durationSeconds: null,
    packets: null,
    bytes: null,
    idleTimeoutSeconds: 0,
    hardTimeoutSeconds: 0,
    idleAgeSeconds: null,
    hardAgeSeconds: null,
    importance: 0,
    flags: noFlags,
    match: [],
    actions: [],
  };
}

const noFlags: readonly string[] = [];
const flagNames = new Set([
  "send_flow_rem",
  "check_overlap",
  "reset_counts",
  "no_packet_counts",
  "no_byte_counts",
]);

/** Takes what stands at `at`; gives the index after it, or -1 where match and priority begin. */
function takeStatistic(flow: Mutable<Flow>, line: string, at: number, end: number): number {
  for (const { prefix, set } of statistics[line.charCodeAt(at)] ?? []) {
    if (!line.startsWith(prefix, at)) continue;
    // A statistic ends in a comma and a space; the match has commas, but no comma before a space.
    const stop = line.indexOf(",", at);
    if (stop < 0 || stop > end) return -1;
    set(flow, line, at + prefix.length, stop);
    return skipSpaces(line, stop + 1);
  }
  return takeFlag(flow, line, at, end);
}

function takeFlag(flow: Mutable<Flow>, line: string, at: number, end: number): number {
  const space = line.indexOf(" ", at);
  const stop = space < 0 || space > end ? end : space;
  const flag = line.slice(at, stop);
  if (!flagNames.has(flag)) return -1;
  flow.flags = [...flow.flags, flag];
  return skipSpaces(line, stop);
}

interface Statistic {
  readonly prefix: string;
  readonly set: (flow: Mutable<Flow>, line: string, from: number, to: number) => void;
}

/** By the code of the first letter. */
const statistics: readonly (readonly Statistic[] | undefined)[] = byFirstLetter([
  statistic("cookie=", (flow, line, from, to) => {
    flow.cookie = line.slice(from, to);
  }),
  statistic("duration=", (flow, line, from, to) => {
    flow.durationSeconds = Number(line.slice(from, to - 1));
  }),
  statistic("table=", (flow, line, from, to) => {
    const number = digits(line, from, to);
    flow.table = number < 0 ? line.slice(from, to) : number;
  }),
  statistic("n_packets=", (flow, line, from, to) => {
    flow.packets = digits(line, from, to);
  }),
  statistic("n_bytes=", (flow, line, from, to) => {
    flow.bytes = digits(line, from, to);
  }),
  statistic("idle_age=", (flow, line, from, to) => {
    flow.idleAgeSeconds = digits(line, from, to);
  }),
  statistic("idle_timeout=", (flow, line, from, to) => {
    flow.idleTimeoutSeconds = digits(line, from, to);
  }),
  statistic("hard_timeout=", (flow, line, from, to) => {
    flow.hardTimeoutSeconds = digits(line, from, to);
  }),
  statistic("hard_age=", (flow, line, from, to) => {
    flow.hardAgeSeconds = digits(line, from, to);
  }),
  statistic("importance=", (flow, line, from, to) => {
    flow.importance = digits(line, from, to);
  }),
]);

function statistic(prefix: string, set: Statistic["set"]): Statistic {
  return { prefix, set };
}

function byFirstLetter(list: readonly Statistic[]): (Statistic[] | undefined)[] {
  const letters = new Array<Statistic[] | undefined>(128).fill(undefined);
  for (const entry of list) {
    const letter = entry.prefix.charCodeAt(0);
    letters[letter] = [...(letters[letter] ?? []), entry];
  }
  return letters;
}

/** The number that the digits between `from` and `to` make, -1 where they are none. */
function digits(line: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const char = line.charCodeAt(at);
    if (char < 0x30 || char > 0x39) return -1;
    value = value * 10 + char - 0x30;
  }
  return from < to ? value : -1;
}

/** Gives the index where the fields begin, or -1 when the text is no match. */
function takePriority(flow: Mutable<Flow>, line: string, at: number, end: number): number {
  if (!line.startsWith("priority=", at)) return isField(line, at) ? at : -1;
  const comma = line.indexOf(",", at);
  const stop = comma < 0 || comma > end ? end : comma;
  const priority = digits(line, at + 9, stop);
  if (priority < 0) return -1;
  flow.priority = priority;
  return Math.min(end, stop + 1);
}

/** The name of a field begins with a small letter. */
function isField(line: string, at: number): boolean {
  const char = line.charCodeAt(at);
  return char >= 0x61 && char <= 0x7a;
}

function indexOrEnd(line: string, wanted: string, from: number): number {
  const at = line.indexOf(wanted, from);
  return at < 0 ? line.length : at;
}

function skipSpaces(line: string, from: number): number {
  let at = from;
  while (line.charCodeAt(at) === space) at++;
  return at;
}
