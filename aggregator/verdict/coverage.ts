import type { Coverage } from "../../proto/documents/v1/diagnosis.ts";
import { type Reason, reason } from "../../proto/reasons/index.ts";
import { reasonIn } from "../../words/reasons/index.ts";
import { told } from "../../words/told.ts";
import { isWhole, type Matrix, type Row } from "../correlation/join/matrix.ts";
import type { Located } from "../correlation/locate/located.ts";
import type { CaseFile } from "../evidence/case-file.ts";
import type { EvidenceName } from "../evidence/item.ts";
import type { CaseView } from "../evidence/view.ts";
import type { Stop } from "./failure.ts";

/** What was looked at and what was not: an error while looking is never health. */
export function coverageOf(view: CaseView, located: Located, stop: Stop | null): Coverage {
  const { caseFile } = view;
  // Several reasons may come to one sentence; each is told once.
  const each = new Map(
    notObserved(view, located, stop).map((one) => [reasonIn("en", one), one] as const),
  );
  return {
    agents: caseFile.agents.map(({ node, status, reason: why }) => ({
      node,
      status,
      ...told(why),
    })),
    lost: lostPackets(caseFile),
    notObserved: [...each.keys()],
    reasons: [...each.values()],
  };
}

/** In the order in which a reader wants them: what the verdict lacks most comes first. */
function notObserved(view: CaseView, located: Located, stop: Stop | null): Reason[] {
  const { caseFile, plan } = view;
  const matrix = located.asked;
  return [
    ...caseFile.agents
      .filter(({ status }) => status !== "ok")
      .map(({ node, status, reason: why }) => reason("AGENT_NOT_OK", { node, status, why })),
    ...(plan.notDiagnosed ? [plan.notDiagnosed] : []),
    ...(matrix?.series.attempts.size === 0 ? [noTraffic(view)] : []),
    ...(matrix === null ? [reason("SENT_UNKNOWN", {})] : []),
    ...doubtfulAnswers(located),
    ...(matrix?.rows ?? []).flatMap(ofPoint),
    ...unseenAnswers(matrix),
    ...missingSeries(view),
    ...failedItems(caseFile),
    ...unendedCollectors(caseFile),
    ...(stop === null || stop.stage.known
      ? []
      : [reason("STAGE_UNKNOWN", { why: stop.stage.reason })]),
  ];
}

/** Answers that are another's, or came too late to tell where their time went. */
function doubtfulAnswers({ pattern, misdelivery, late }: Located): Reason[] {
  const isOpen = pattern === "unknown" && misdelivery !== null;
  return [
    ...(isOpen ? [reason("ANSWERS_UNATTRIBUTED", { why: misdelivery })] : []),
    ...(late.length > 0 ? [reason("ANSWERS_AFTER_WAIT", { count: late.length })] : []),
  ];
}

/** A point that nobody watched, or one where absence proves nothing. */
function ofPoint({ observation, unknown, step }: Row): Reason[] {
  if ("blind" in observation) {
    const { point, node, reason: why } = observation.blind;
    return [reason("POINT_BLIND", { point, node, why })];
  }
  const { node, lost, offloads, intact } = observation.seen;
  const unrecognised = { point: step.point, node, count: unknown.size };
  return [
    ...(unknown.size > 0 ? [reason("POINT_UNRECOGNISED", unrecognised)] : []),
    ...(lost > 0 ? [reason("TAP_LOST", { node, count: lost })] : []),
    ...(intact || lost > 0 ? [] : [reason("TAP_UNDELIVERED", { node })]),
    ...(offloads ? [reason("TAP_OFFLOADED", { node })] : []),
  ];
}

/** Packets were answered that a whole tap did not see: offloaded, or another's answers. */
function unseenAnswers(matrix: Matrix | null): Reason[] {
  const attempts = [...(matrix?.series.attempts.values() ?? [])];
  if (matrix === null || !attempts.some(({ outcome }) => outcome === "answered")) return [];
  return matrix.rows
    .filter((row) => row.step.direction === "request" && isWhole(row) && row.seen.size === 0)
    .map(({ step }) => reason("ANSWERED_UNSEEN", { point: step.point }));
}

function noTraffic({ plan }: CaseView): Reason {
  const { protocol, port } = plan.traffic;
  const [source, destination] = [plan.source.name, plan.destination.name];
  return reason("NO_TRAFFIC", { protocol, port, source, destination });
}

export function lostPackets(caseFile: CaseFile): number {
  let lost = 0;
  for (const item of caseFile.evidence) {
    if (item.name === "tap") lost += item.data?.lost ?? 0;
  }
  return lost;
}

function missingSeries(view: CaseView): Reason[] {
  return view.plan.series.flatMap(({ name }) => {
    const looked = view.probe(name);
    if (looked.known) return [];
    return [reason("SERIES_UNREPORTED", { series: name, why: looked.reason })];
  });
}

function failedItems(caseFile: CaseFile): Reason[] {
  return caseFile.evidence
    .filter((item) => item.status === "failed" && item.name !== "tap" && item.name !== "probe")
    .map(({ name, node, reason: why }) =>
      reason("ITEM_FAILED", { item: name, node, why: why ?? reason("COULD_NOT_LOOK", {}) }),
    );
}

/** What was cut off left failed items, as a rule; what was not reached, or broke, left none. */
function unendedCollectors({ collected = [], evidence }: CaseFile): Reason[] {
  const failed = new Set(evidence.filter(({ status }) => status === "failed").map(itemName));
  const reasons = collected.flatMap(({ name, gives, status, reason: why }) => {
    const isTold = status === "cut-off" && gives.some((kind) => failed.has(kind));
    if (status === "done" || status === "not-reached" || isTold || why === null) return [];
    const items = gives.length === 0 ? [name] : gives;
    return items.map((item) => reason("ITEM_FAILED", { item, node: null, why }));
  });
  const notReached = collected.filter(({ status }) => status === "not-reached");
  const items = [...new Set(notReached.flatMap(({ gives }) => gives))];
  return items.length === 0 ? reasons : [...reasons, reason("NOT_REACHED_IN_TIME", { items })];
}

/** Failed taps and probes are told by what their packets would have shown. */
function itemName({ name }: CaseFile["evidence"][number]): EvidenceName | null {
  return name === "tap" || name === "probe" ? null : name;
}
