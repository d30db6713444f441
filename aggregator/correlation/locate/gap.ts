import { fabricOf, otherRole } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { isIntactFor, type Matrix, type Row } from "../join/matrix.ts";
import { answersAt, asksAt, neighbourRequests, routerRequests } from "../join/neighbour-request.ts";
import type { Segment } from "../join/route.ts";
import { holdersQuestion } from "./holders-question.ts";

/** Where transactions stop: between the last point that saw them and the first that did not. */
export interface Gap {
  /** Transactions that stop here. */
  readonly keys: readonly number[];
  readonly lastSeen: Row | null;
  readonly notSeen: Row | null;
  /** One segment where the evidence is whole; several where points between could not be seen. */
  readonly candidates: readonly Segment[];
  /** The pod asked for its next hop's MAC and got no answer, so no packet could be sent. */
  readonly neighbourUnanswered: string | null;
}

/**
 * Locates where the given transactions stop. Transactions may stop at several places; the place
 * where most of them stop comes first, the earlier one on a tie.
 */
export function gapsOf(view: CaseView, matrix: Matrix, failed: readonly number[]): Gap[] {
  const byIndex = new Map<number, number[]>();
  for (const key of failed) {
    const index = furthest(matrix, key);
    byIndex.set(index, [...(byIndex.get(index) ?? []), key]);
  }
  return [...byIndex]
    .sort(([a, keysA], [b, keysB]) => keysB.length - keysA.length || a - b)
    .map(([index, keys]) => gapAfter(view, matrix, index, keys));
}

/** Every transaction stops in that stage, in whichever direction. */
export function allStopIn(gaps: readonly Gap[], stage: Segment["stage"]): boolean {
  return gaps.every((one) => one.candidates.every((segment) => segment.stage === stage));
}

/** Index of the last row that saw the transaction pass; -1 for none. */
function furthest(matrix: Matrix, key: number): number {
  const refused = matrix.series.attempts.get(key)?.outcome === "refused";
  for (let index = matrix.rows.length - 1; index >= 0; index--) {
    const row = matrix.rows[index];
    // A refusal is no reply: the request ended where it was refused.
    if (row === undefined || (refused && row.step.direction === "reply")) continue;
    if (row.seen.has(key)) return index;
  }
  return -1;
}

function gapAfter(view: CaseView, matrix: Matrix, from: number, keys: readonly number[]): Gap {
  const { rows, route } = matrix;
  const ofPod = unansweredNeighbour(view, rows, from);
  const exit = ofPod === null ? routersQuestion(view, rows, from) : null;
  const asked = ofPod ?? exit?.target ?? null;
  const isAsked = ofPod !== null || from === 0;
  const holder = isAsked ? holdersQuestion(view, rows, from) : null;
  const plain = exit?.index ?? (ofPod === null ? from : lastAsked(view, rows, from + 1));
  const start = holder === null || holder.mayBeKnown ? plain : holder.last;
  const open = Math.max(holder?.last ?? -1, unseenExit(view, rows));
  const candidates: Segment[] = [];
  for (let index = start + 1; index < rows.length; index++) {
    const row = rows[index];
    if (row === undefined) break;
    candidates.push(row.step.before);
    if (!isIntactFor(row, keys) || index <= open) continue;
    return gap(rows[start] ?? null, row, candidates, keys, asked);
  }
  candidates.push(route.last);
  return gap(rows[start] ?? null, null, candidates, keys, asked);
}

function gap(
  lastSeen: Row | null,
  notSeen: Row | null,
  candidates: readonly Segment[],
  keys: readonly number[],
  neighbourUnanswered: string | null,
): Gap {
  const unique = candidates.filter(
    (segment, index) =>
      candidates.findIndex(
        (other) =>
          other.stage === segment.stage &&
          other.direction === segment.direction &&
          other.bridge === segment.bridge,
      ) === index,
  );
  return { keys, lastSeen, notSeen, candidates: unique, neighbourUnanswered };
}

/**
 * The next row is a pod's veth that saw no packet but the pod's question for its next hop: the pod
 * sent what it could, so the packet counts as sent.
 */
function unansweredNeighbour(view: CaseView, rows: readonly Row[], from: number): string | null {
  const next = rows[from + 1];
  if (next === undefined || next.step.way !== "in" || !next.step.point.endsWith("-veth")) {
    return null;
  }
  const requests = neighbourRequests(view, next.step.role);
  if (requests === null || requests.answered > 0) return null;
  return requests.target;
}

/**
 * A router that sends packets into a provider network asks for its next hop there, and keeps the
 * packets meanwhile: an answer that does not come is missing outside, where the question went.
 */
function routersQuestion(
  view: CaseView,
  rows: readonly Row[],
  from: number,
): { readonly index: number; readonly target: string } | null {
  if (from < 0) return null;
  const requests = routerRequests(view);
  if (requests === null || requests.answered > 0) return null;
  const index = rows.findIndex(
    ({ step }) => step.point === "provider-uplink" && step.direction === "request",
  );
  return index > from ? { index, target: requests.target } : null;
}

/**
 * The NIC by which a router of OVN asks for its next hop, where it could not be looked at: packets
 * that were seen nowhere after the pod may wait for that answer. -1 where it was, or there is none.
 */
function unseenExit(view: CaseView, rows: readonly Row[]): number {
  if (view.plan.destination.leaving === undefined) return -1;
  return rows.findIndex(
    ({ step, observation }) =>
      step.point === "provider-uplink" && step.direction === "request" && !("seen" in observation),
  );
}

/** On a VLAN the question itself goes the way of the packets, out of the node and into another. */
function lastAsked(view: CaseView, rows: readonly Row[], veth: number): number {
  const step = rows[veth]?.step;
  if (step === undefined || fabricOf(view.plan, step.direction) !== "provider") return veth;
  const { role } = step;
  // A gateway outside is nobody's pod, though its question comes by every node of the VLAN.
  const isForPod = neighbourRequests(view, role)?.target === view.plan[otherRole(role)].ip;
  let last = veth;
  for (let index = veth + 1; index < rows.length; index++) {
    const row = rows[index];
    if (row === undefined || row.step.point !== "provider-uplink") break;
    if (row.step.direction !== rows[veth]?.step.direction) break;
    if (row.step.role !== role && !isForPod) break;
    if (asksAt(row, role, view)) last = index;
  }
  return answeredAtNic(view, rows, veth) ?? last;
}

/** The answer came to the node's NIC, so it was lost on the node itself. */
function answeredAtNic(view: CaseView, rows: readonly Row[], veth: number): number | null {
  const role = rows[veth]?.step.role;
  if (role === undefined) return null;
  const index = rows.findIndex(
    (row) =>
      row.step.point === "provider-uplink" &&
      row.step.role === role &&
      row.step.way === "in" &&
      answersAt(row, role, view),
  );
  return index > veth ? index : null;
}
