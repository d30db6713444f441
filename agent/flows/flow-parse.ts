import type { Action, Actions } from "./action-types.ts";
import { parseAction } from "./actions.ts";
import type { Flow } from "./flow.ts";
import { parseMatch } from "./match.ts";
import { endOfPiece } from "./split.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Texts of single actions and what they parse to. Most actions of OVN's flows are a few hundred
 * texts ("resubmit(,25)"); parsed actions are shared by the flows. Cleared when full.
 */
const cacheLimit = 16_384;

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
    for (let at = from; at < line.length; ) {
      const end = endOfPiece(line, at);
      const piece = line.slice(at, end);
      let action = this.#cache.get(piece);
      if (action === undefined) {
        action = parseAction(piece);
        if (this.#cache.size >= cacheLimit) this.#cache.clear();
        this.#cache.set(piece, action);
      }
      actions.push(action);
      at = end + 1;
    }
    return actions;
  }
}

const actionsLength = " actions=".length;
const space = 0x20;
const comma = 0x2c;

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
  let stop = line.indexOf(" ", at);
  if (stop < 0 || stop > end) stop = end;
  const equals = line.indexOf("=", at);
  if (equals < 0 || equals > stop) {
    const flag = line.slice(at, stop);
    if (!flagNames.has(flag)) return -1;
    flow.flags = [...flow.flags, flag];
    return skipSpaces(line, stop);
  }
  // A statistic ends in a comma and a space; the match has commas, but no comma before a space.
  if (line.charCodeAt(stop - 1) !== comma) return -1;
  const known = setStatistic(flow, line.slice(at, equals), line.slice(equals + 1, stop - 1));
  return known ? skipSpaces(line, stop) : -1;
}

function setStatistic(flow: Mutable<Flow>, name: string, value: string): boolean {
  switch (name) {
    case "cookie":
      flow.cookie = value;
      return true;
    case "duration":
      flow.durationSeconds = Number(value.slice(0, -1));
      return true;
    case "table":
      flow.table = /^\d+$/.test(value) ? Number(value) : value;
      return true;
    case "n_packets":
      flow.packets = Number(value);
      return true;
    case "n_bytes":
      flow.bytes = Number(value);
      return true;
    case "idle_timeout":
      flow.idleTimeoutSeconds = Number(value);
      return true;
    case "hard_timeout":
      flow.hardTimeoutSeconds = Number(value);
      return true;
    case "idle_age":
      flow.idleAgeSeconds = Number(value);
      return true;
    case "hard_age":
      flow.hardAgeSeconds = Number(value);
      return true;
    case "importance":
      flow.importance = Number(value);
      return true;
    default:
      return false;
  }
}

/** Gives the index where the fields begin, or -1 when the text is no match. */
function takePriority(flow: Mutable<Flow>, line: string, at: number, end: number): number {
  if (!line.startsWith("priority=", at)) return isField(line, at) ? at : -1;
  let value = 0;
  let digit = at + 9;
  for (; digit < end; digit++) {
    const char = line.charCodeAt(digit);
    if (char === comma) break;
    if (char < 0x30 || char > 0x39) return -1;
    value = value * 10 + char - 0x30;
  }
  flow.priority = value;
  return Math.min(end, digit + 1);
}

/** The name of a field begins with a small letter. */
function isField(line: string, at: number): boolean {
  const char = line.charCodeAt(at);
  return char >= 0x61 && char <= 0x7a;
}

function skipSpaces(line: string, from: number): number {
  let at = from;
  while (line.charCodeAt(at) === space) at++;
  return at;
}
