import type { Action, Actions } from "./action-types.ts";
import { drops, type Flow } from "./flow.ts";
import { fieldOf } from "./match.ts";
import { coversAddress } from "./match-value.ts";

/** Which flows `tapline flows` shows; everything that is given must hold. */
export interface FlowFilter {
  readonly table?: number | string;
  /** Only flows that drop. */
  readonly drops?: boolean;
  /** Only flows that have matched a packet. */
  readonly hit?: boolean;
  /** Flows that match on this IP address, or on a network or mask that it is in. */
  readonly address?: string;
  /** Flows that match on this TCP, UDP or SCTP port on either side. */
  readonly port?: number;
  /** Number or name, as the dump prints it. */
  readonly inPort?: number | string;
  /** "0x9ae144f3", or the beginning of a SB row's UUID: "9ae144f3". */
  readonly cookie?: string;
}

export function filterFlows(flows: readonly Flow[], filter: FlowFilter): Flow[] {
  return flows.filter((flow) => matchesFilter(flow, filter));
}

/** For a stream: `dumpFlows(target, (flow) => matchesFilter(flow, filter) && keep(flow))`. */
export function matchesFilter(flow: Flow, filter: FlowFilter): boolean {
  const { table, address, port, inPort, cookie } = filter;
  if (table !== undefined && String(flow.table) !== String(table)) return false;
  if (filter.drops === true && !drops(flow)) return false;
  if (filter.hit === true && (flow.packets ?? 0) === 0) return false;
  if (cookie !== undefined && !sameCookie(flow.cookie, cookie)) return false;
  if (address !== undefined && !flow.match.some((field) => coversAddress(field, address))) {
    return false;
  }
  if (port !== undefined && !matchesPort(flow, port)) return false;
  return inPort === undefined || unquoted(fieldOf(flow.match, "in_port")?.value) === String(inPort);
}

function sameCookie(cookie: string, wanted: string): boolean {
  return withoutZeros(cookie) === withoutZeros(wanted.slice(0, wanted.startsWith("0x") ? 18 : 8));
}

function withoutZeros(cookie: string): string {
  return cookie
    .replace(/^0x/, "")
    .replace(/^0+(?=.)/, "")
    .toLowerCase();
}

const portFields = new Set([
  "tp_src",
  "tp_dst",
  "tcp_src",
  "tcp_dst",
  "udp_src",
  "udp_dst",
  "sctp_src",
  "sctp_dst",
  "ct_tp_src",
  "ct_tp_dst",
]);

/** Masks of port ranges ("0x1000/0xf000") count too. */
function matchesPort(flow: Flow, port: number): boolean {
  return flow.match.some(({ field, value, mask }) => {
    if (!portFields.has(field) || value === null) return false;
    const bits = mask === null ? 0xffff : Number(mask);
    return (port & bits) === (Number(value) & bits);
  });
}

function unquoted(value: string | null | undefined): string | null {
  return value?.replace(/^"(.*)"$/, "$1") ?? null;
}

/** In the order in which OVS looks: by table, then the highest priority first. Stable. */
export function sortFlows(flows: readonly Flow[]): Flow[] {
  return flows.toSorted((a, b) => compareTables(a.table, b.table) || b.priority - a.priority);
}

function compareTables(a: number | string, b: number | string): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b));
}

/** Flows per table, in the order of the tables. */
export function countByTable(flows: Iterable<Flow>): Map<number | string, number> {
  const counts = new Map<number | string, number>();
  for (const { table } of flows) counts.set(table, (counts.get(table) ?? 0) + 1);
  return new Map([...counts].toSorted(([a], [b]) => compareTables(a, b)));
}

/** How many flows have each kind of action, those inside `clone(…)` and `ct(exec(…))` included. */
export function countByAction(flows: Iterable<Flow>): Map<Action["kind"], number> {
  const counts = new Map<Action["kind"], number>();
  for (const flow of flows) {
    for (const kind of kindsOf(flow.actions)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return new Map([...counts].toSorted(([a], [b]) => a.localeCompare(b)));
}

function kindsOf(actions: Actions, found = new Set<Action["kind"]>()): Set<Action["kind"]> {
  for (const action of actions) {
    found.add(action.kind);
    if ("actions" in action) kindsOf(action.actions, found);
    else if (action.kind === "ct" && action.exec !== null) kindsOf(action.exec, found);
  }
  return found;
}
