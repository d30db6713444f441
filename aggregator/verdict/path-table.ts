import type { Count, PathPoint, StageStatus } from "../../proto/diagnosis.ts";
import type { Matrix, Row } from "../correlation/matrix.ts";
import type { Segment } from "../correlation/route.ts";
import type { Stop } from "./failure.ts";

/** The points of the path with what each saw, in the order of a request. */
export function pathTable(matrix: Matrix): PathPoint[] {
  const expected = matrix.series.attempts.size;
  return matrix.rows
    .filter((row) => row.step.direction === "request")
    .map((row) => {
      const back = matrix.rows.find(
        ({ step }) =>
          step.direction === "reply" &&
          step.point === row.step.point &&
          step.role === row.step.role &&
          step.encapsulated === row.step.encapsulated,
      );
      const observed = "seen" in row.observation ? row.observation.seen : null;
      const blind = "blind" in row.observation ? row.observation.blind : null;
      return {
        point: row.step.point,
        node: observed?.node ?? blind?.node ?? "",
        interface: observed?.interface ?? "",
        request: countOf(row, expected),
        reply: countOf(back, expected),
        lost: observed?.lost ?? 0,
      };
    });
}

function countOf(row: Row | undefined, expected: number): Count {
  const observed = row !== undefined && "seen" in row.observation;
  return { expected, seen: observed ? row.seen.size : null };
}

/** Every stage in the order in which packets meet it, with what the evidence says of it. */
export function stageTable(matrix: Matrix | null, stop: Stop | null): StageStatus[] {
  if (matrix === null) return [];
  const segments: { segment: Segment; row: Row | null; index: number }[] = matrix.rows.map(
    (row, index) => ({ segment: row.step.before, row, index }),
  );
  segments.push({ segment: matrix.route.last, row: null, index: matrix.rows.length });
  const statuses: StageStatus[] = [];
  if (stop?.stage.known && stop.stage.segment.stage === "control-plane") {
    const evidence = stop.stage.evidence;
    statuses.push({ ...stop.stage.segment, status: "fail", evidence });
  }
  const stopAt = stop === null ? null : segments.findIndex((s) => isCandidate(stop, s.segment));
  for (const { segment, row, index } of segments) {
    const known = statuses.some((s) => same(s, segment));
    if (known) continue;
    statuses.push({
      ...segment,
      status: statusOf(matrix, stop, segment, index, stopAt),
      evidence: row !== null && "seen" in row.observation ? row.observation.seen.evidence : [],
    });
  }
  return statuses;
}

function statusOf(
  matrix: Matrix,
  stop: Stop | null,
  segment: Segment,
  index: number,
  stopAt: number | null,
): StageStatus["status"] {
  if (stop !== null && stopAt !== null && stopAt >= 0) {
    if (stop.stage.known && same(stop.stage.segment, segment)) return "fail";
    if (isCandidate(stop, segment)) return stop.stage.known ? "not-reached" : "unknown";
    if (index > stopAt) return "not-reached";
  }
  const answered = [...matrix.series.attempts.values()].some((a) => a.outcome === "answered");
  const passed = answered || matrix.rows.slice(index).some((row) => row.seen.size > 0);
  return passed ? "pass" : "unknown";
}

function isCandidate(stop: Stop, segment: Segment): boolean {
  return stop.candidates.some((candidate) => same(candidate, segment));
}

function same(a: Segment, b: Segment): boolean {
  return a.stage === b.stage && a.direction === b.direction;
}
