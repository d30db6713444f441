import type { Count, PathPoint, StageStatus } from "../../proto/documents/v1/diagnosis.ts";
import { isSamePoint, type Matrix, type Row } from "../correlation/join/matrix.ts";
import type { Segment } from "../correlation/join/route.ts";
import type { Stop } from "./failure.ts";

/**
 * The points of the path with what each saw, in the order of a request; where answers come another
 * way, its points follow in theirs.
 */
export function pathTable(matrix: Matrix): PathPoint[] {
  const expected = matrix.series.attempts.size;
  const there = matrix.rows.filter((row) => row.step.direction === "request");
  const back = matrix.rows.filter((row) => row.step.direction === "reply");
  const other = back.filter((row) => !there.some((one) => isSamePoint(one, row)));
  return [...there, ...other].map((row) => {
    const observed = "seen" in row.observation ? row.observation.seen : null;
    const blind = "blind" in row.observation ? row.observation.blind : null;
    return {
      point: row.step.point,
      node: observed?.node ?? blind?.node ?? "",
      interface: observed?.interface ?? "",
      request: countOf(
        there.find((one) => isSamePoint(one, row)),
        expected,
      ),
      reply: countOf(
        back.find((one) => isSamePoint(one, row)),
        expected,
      ),
      lost: observed?.lost ?? 0,
    };
  });
}

function countOf(row: Row | undefined, expected: number): Count {
  if (row === undefined) return { expected: 0, seen: 0 }; // they come another way
  const observed = "seen" in row.observation;
  return { expected, seen: observed ? row.seen.size : null };
}

/**
 * Every stage in the order in which packets meet it, each once, with what the evidence says of it.
 * A stage that is met twice (a gateway's bridge and its host) has failed where one part has.
 */
export function stageTable(matrix: Matrix | null, stop: Stop | null): StageStatus[] {
  if (matrix === null) return [];
  const stretches = [
    ...matrix.rows.map((row) => ({ segment: row.step.before, evidence: evidenceOf(row) })),
    { segment: matrix.route.last, evidence: [] },
  ];
  const statuses: StageStatus[] = [];
  const stopAt = stop === null ? null : stopIndex(matrix, stop);
  for (const [index, { segment, evidence }] of stretches.entries()) {
    if (index === stopAt && stop !== null) insertElsewhere(statuses, stretches, stop);
    const { stage, direction } = segment;
    const status = statusOf(matrix, stop, segment, index, stopAt);
    const at = statuses.findIndex((one) => same(one, segment));
    const before = statuses[at];
    if (before === undefined) statuses.push({ stage, direction, status, evidence });
    else if (before.status === "pass" && status === "fail") {
      // It stands where it fails: beyond the gateway is the underlay again.
      statuses.splice(at, 1);
      statuses.push({ ...before, status });
    } else statuses[at] = { ...before, status: merged(before.status, status) };
  }
  return statuses;
}

function evidenceOf(row: Row): readonly string[] {
  return "seen" in row.observation ? row.observation.seen.evidence : [];
}

/** Index of the first stretch that not all packets came out of. */
function stopIndex(matrix: Matrix, { lastSeen, candidates }: Stop): number {
  if (lastSeen !== null) return 1 + matrix.rows.findIndex((row) => isAt(row, lastSeen));
  return Math.max(
    0,
    matrix.rows.findIndex((row) => candidates.some((one) => same(one, row.step.before))),
  );
}

function isAt(row: Row, other: Row): boolean {
  return row.step.direction === other.step.direction && isSamePoint(row, other);
}

/** The stage that is named may be no stretch of its own: the control plane, half a bridge. */
function insertElsewhere(
  statuses: StageStatus[],
  stretches: readonly { readonly segment: Segment }[],
  { stage }: Stop,
): void {
  if (!stage.known || stretches.some(({ segment }) => same(segment, stage.segment))) return;
  const failed = { stage: stage.segment.stage, direction: stage.segment.direction };
  const status: StageStatus = { ...failed, status: "fail", evidence: stage.evidence };
  if (failed.stage === "control-plane") statuses.unshift(status);
  else statuses.push(status);
}

type Status = StageStatus["status"];

function merged(first: Status, second: Status): Status {
  const worst = (["fail", "unknown"] as const).find((one) => [first, second].includes(one));
  return worst ?? first;
}

function statusOf(
  matrix: Matrix,
  stop: Stop | null,
  segment: Segment,
  index: number,
  stopAt: number | null,
): Status {
  if (stop !== null && stopAt !== null && index >= stopAt) {
    if (stop.stage.known && same(stop.stage.segment, segment)) return "fail";
    const isOpen = stop.candidates.some((candidate) => same(candidate, segment));
    return isOpen && !stop.stage.known ? "unknown" : "not-reached";
  }
  const answered = [...matrix.series.attempts.values()].some((a) => a.outcome === "answered");
  const passed = answered || matrix.rows.slice(index).some((row) => row.seen.size > 0);
  return passed ? "pass" : "unknown";
}

function same(
  a: Pick<Segment, "stage" | "direction">,
  b: Pick<Segment, "stage" | "direction">,
): boolean {
  return a.stage === b.stage && a.direction === b.direction;
}
