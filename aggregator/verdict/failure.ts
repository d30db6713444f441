import type { Failure } from "../../proto/documents/v1/diagnosis.ts";
import { reason } from "../../proto/reasons/index.ts";
import type { Row } from "../correlation/join/matrix.ts";
import type { Segment } from "../correlation/join/route.ts";
import { allStopIn } from "../correlation/locate/gap.ts";
import type { Located } from "../correlation/locate/located.ts";
import { evidenceOfLoss } from "../correlation/locate/loss.ts";
import { type StageAnswer, stageAmong, stageOf } from "../correlation/locate/stage.ts";
import { type Unplaced, unplacedOf } from "../correlation/locate/unplaced.ts";
import { exitRole, isHost, type Role } from "../evidence/plan.ts";
import type { CaseView } from "../evidence/view.ts";

/** Where packets stop, before it is known why. */
export interface Stop {
  readonly stage: StageAnswer;
  readonly lastSeen: Row | null;
  readonly notSeen: Row | null;
  /** Segments that remain possible; one when the stage is known. */
  readonly candidates: readonly Segment[];
}

/** Null when nothing stops, or nothing is known of what was sent. */
export function stopOf(view: CaseView, located: Located): Stop | null {
  const unplaced = unplacedOf(view);
  if (unplaced !== null) return nowhere(unplaced);
  const { loss, gaps, pattern, slow } = located;
  const [gap] = gaps;
  if (loss !== null && pattern !== "all" && allStopIn(gaps, loss.stage)) {
    const segment = withoutBridge(loss);
    return {
      stage: stageOf(view, segment),
      lastSeen: loss.from,
      notSeen: loss.to,
      candidates: [segment],
    };
  }
  if (gap === undefined && slow !== null) {
    const segment = withoutBridge(slow);
    const evidence = evidenceOfLoss(slow);
    return {
      stage: { known: true, segment, evidence },
      lastSeen: slow.from,
      notSeen: null,
      candidates: [segment],
    };
  }
  if (gap === undefined) return null;
  const { lastSeen, notSeen, candidates } = gap;
  const untold = untoldAttempts(view);
  const margin = gap.keys.length - (gaps[1]?.keys.length ?? 0);
  const stage: StageAnswer =
    untold > 0 && margin <= untold
      ? { known: false, reason: reason("PACKETS_UNTOLD", { count: untold }) }
      : withWrongBackend(view, stageAmong(view, candidates));
  return { stage, lastSeen, notSeen, candidates };
}

/**
 * What the load balancer sent to a backend that is none of the Service's endpoints went wrong
 * there, wherever it stops then.
 */
function withWrongBackend(view: CaseView, answer: StageAnswer): StageAnswer {
  const { service, source, destination, targetPort } = view.plan;
  if (service === null || !answer.known || answer.segment.stage === "control-plane") return answer;
  // A node itself turns away what is for a Service without a backend, and nothing leaves it.
  const isEmpty = isHost(source) && service.backends.length === 0;
  const { stage, direction } = answer.segment;
  if (stage === "source-pod" && direction === "request" && !isEmpty) return answer;
  const row = view.service();
  if (!row.known) return { known: false, reason: row.reason };
  if (row.value === null) return answer;
  const target = `${destination.ip}:${targetPort ?? ""}`;
  const has = (list: readonly string[]): boolean =>
    list.some((one) => one.replace(/[[\]]/g, "") === target);
  const isStray = has(row.value.backends) && !has(row.value.endpoints);
  if (!isStray && !(isEmpty && row.value.endpoints.length === 0)) return answer;
  const segment: Segment = { stage: "service", direction: "request" };
  return { known: true, segment, evidence: [...answer.evidence, row.id] };
}

/** Where a part is lost or slow, no one flow decides. */
function withoutBridge({ stage, direction, outside }: Segment): Segment {
  return { stage, direction, ...(outside ? { outside } : {}) };
}

/** Packets that were to be sent and of which nothing is known: they may all stop elsewhere. */
function untoldAttempts(view: CaseView): number {
  const planned = view.plan.series.find(({ name }) => name === "asked")?.count ?? 0;
  const report = view.probe("asked");
  return report.known ? Math.max(0, planned - report.value.attempts.length) : 0;
}

/** No packet was sent: what has not placed the end stopped them. */
function nowhere({ id }: Unplaced): Stop {
  const segment: Segment = { stage: "control-plane", direction: "request" };
  const stage: StageAnswer = { known: true, segment, evidence: [id] };
  return { stage, lastSeen: null, notSeen: null, candidates: [segment] };
}

export function failureOf(view: CaseView, stop: Stop | null): Failure | null {
  if (stop === null || !stop.stage.known) return null;
  const { stage, direction } = stop.stage.segment;
  return {
    stage,
    direction,
    node: stop.stage.segment.node ?? view.plan[roleOf(view, stop.stage.segment)].node,
    lastSeenAt: stop.lastSeen?.step.point ?? null,
    notSeenAt: stop.notSeen?.step.point ?? null,
  };
}

/** The node that a stage belongs to; for the underlay the one that sends. */
function roleOf(view: CaseView, { stage, direction, outside }: Segment): Role {
  if (outside) return exitRole(view.plan);
  if (stage.startsWith("source") || stage === "service") return "source";
  if (stage === "underlay") return direction === "request" ? "source" : "destination";
  return "destination";
}
