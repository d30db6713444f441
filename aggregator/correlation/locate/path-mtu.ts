import type { PathMtu } from "../../../proto/documents/v1/diagnosis.ts";
import type { CaseView } from "../../evidence/view.ts";
import { type Matrix, matrixOf } from "../join/matrix.ts";
import { isSameSegment, type Segment } from "../join/route.ts";
import { sentSeries } from "../join/series.ts";

/**
 * The largest packet that passes, as probes with DF set found it. A size counts as passing towards
 * the destination when it was seen on the destination's veth, whatever became of its answer.
 *
 * Null where nothing was found out: no large probe, or nothing of them was reported.
 */
export function pathMtuOf(view: CaseView, large: Matrix | null): PathMtu | null {
  const sweep = sentSeries(view, "sweep");
  const tested = large?.series.packetBytes ?? null;
  if (large === null || tested === null) return null;
  const sized = [
    ...sizesOf(large, () => tested),
    ...(sweep === null ? [] : sizesOf(matrixOf(view, sweep), () => null)),
  ];
  if (sized.length === 0) return null;
  return {
    tested,
    request: largest(sized.filter(({ arrived }) => arrived)),
    reply: largest(sized.filter(({ answered }) => answered)),
    exact: isExact(sized),
  };
}

/** Small packets of the survey cross the segment, and large ones are not known to. */
export function onlySmallPass(
  { survey, large }: { readonly survey: Matrix | null; readonly large: Matrix | null },
  segment: Segment,
): boolean {
  return survey !== null && passes(survey, segment) && !(large !== null && passes(large, segment));
}

function passes({ rows }: Matrix, segment: Segment): boolean {
  const end = rows.find(({ step }) => isSameSegment(step.before, segment));
  return end !== undefined && end.seen.size > 0;
}

interface Sized {
  readonly bytes: number;
  /** Seen on the destination's veth, or on the way back. */
  readonly arrived: boolean;
  readonly answered: boolean;
}

function sizesOf(matrix: Matrix, common: () => number | null): Sized[] {
  const back = matrix.rows.filter(({ step }) => step.direction === "reply");
  const isOutside = back[0]?.step.before.outside === true; // nobody sees what arrives there
  const last = matrix.rows.filter(({ step }) => step.direction === "request").at(-1);
  const end = isOutside ? undefined : last;
  return [...matrix.series.attempts].map(([key, attempt]) => {
    const answered = attempt.outcome === "answered";
    const arrived = answered || [end, ...back].some((row) => row?.seen.has(key) ?? false);
    return { bytes: common() ?? attempt.packetBytes, arrived, answered };
  });
}

function largest(sized: readonly Sized[]): number | null {
  return sized.length === 0 ? null : Math.max(...sized.map(({ bytes }) => bytes));
}

/** The next byte was tried and not answered, or nothing failed. */
function isExact(sized: readonly Sized[]): boolean {
  const passes = largest(sized.filter(({ answered }) => answered)) ?? 0;
  const failed = sized.filter(({ bytes }) => bytes > passes);
  return failed.length === 0 || failed.some(({ bytes }) => bytes === passes + 1);
}
