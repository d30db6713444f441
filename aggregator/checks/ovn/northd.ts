import type { Direction } from "../../../proto/documents/v1/diagnosis.ts";
import { type Reason, reason } from "../../../proto/reasons/index.ts";
import { flowDropOf } from "../../correlation/locate/flow-drop.ts";
import { stageReads } from "../../correlation/locate/stage.ts";
import { wiringOf } from "../../correlation/locate/wiring.ts";
import type { ControlPlaneRow, NorthboundDifference } from "../../evidence/rows.ts";
import type { CaseView } from "../../evidence/view.ts";
import {
  type Check,
  type CheckContext,
  ends,
  type Found,
  foundOrClean,
  placeAmong,
  skipped,
} from "../check.ts";
import { type Traced, tracesOf } from "../openflow/traced.ts";

/**
 * ovn-northd carries the northbound over to the southbound (ovn-northd(8)).
 *
 * That it is behind stops no packet by itself. It is the cause where a port has no binding yet,
 * where a flow drops whose northbound row is gone, or where an ACL that allows has no flow yet.
 */
export const northdCheck: Check = {
  name: "ovn/northd",
  description: "What the northbound says of this path is in the southbound",
  codes: ["NORTHD_STALLED"],
  reads: [...stageReads, "control-plane"],
  run(context) {
    const { view } = context;
    const found: Found[] = orphanDrops(view);
    const looked = view.controlPlane();
    if (looked.known) found.push(...behind(context, looked.value, looked.id));
    else if (found.length === 0) return skipped(looked.reason);
    return foundOrClean(found);
  },
};

/** A logical flow that drops though the northbound row that it was made from is gone. */
function orphanDrops(view: CaseView): Found[] {
  return tracesOf(view).traces.flatMap((traced) => {
    const drop = flowDropOf(traced.evidence);
    if (drop?.owner.kind !== "logical-flow" || drop.owner.orphan === undefined) return [];
    const { orphan, stage, datapath } = drop.owner;
    const detail = reason("ORPHANED_FLOW_DROPS", { row: orphan, stage, datapath });
    return atTrace(view, traced, detail);
  });
}

function behind(context: CheckContext, row: ControlPlaneRow, id: string): Found[] {
  const { view } = context;
  const found: Found[] = row.differences.flatMap((difference) =>
    differenceFound(context, row, difference, id),
  );
  const { wanted, carriedOver } = row;
  if (found.length === 0 && wanted !== null && carriedOver !== null && carriedOver < wanted) {
    found.push(general(view, reason("NORTHD_BEHIND", { carriedOver, wanted }), id));
  }
  return found;
}

function differenceFound(
  context: CheckContext,
  { watchedMs }: ControlPlaneRow,
  { role, kind, detail, allows }: NorthboundDifference,
  id: string,
): Found[] {
  const { view } = context;
  const lasts = reason("DIFFERS_FOR", { what: detail, seconds: watchedMs / 1_000 });
  if (kind === "port-missing" && wiringOf(view, role).state === "broken") {
    return [{ ...general(view, lasts, id), weight: "decisive" }];
  }
  if (kind === "acl" && allows?.matches === true) {
    const traced = tracesOf(view).traces.find((one) => deniedBefore(one, allows));
    if (traced !== undefined) return atTrace(view, traced, lasts, id);
  }
  if (kind === "addresses" || kind === "port-security") {
    const direction: Direction = role === "destination" ? "request" : "reply";
    const near = role === "destination" ? "source-bridge" : "destination-bridge";
    const pod = role === "destination" ? "destination-pod" : "source-bridge";
    const place = placeAmong(
      context,
      { stage: near, direction },
      { stage: pod, direction },
      { stage: "source-bridge", direction: "request" },
    );
    return [{ ...general(view, lasts, id), ...place }];
  }
  return [general(view, lasts, id)];
}

/** The packet is dropped by an ACL that the missing one would come before. */
function deniedBefore(
  traced: Traced,
  allows: NonNullable<NorthboundDifference["allows"]>,
): boolean {
  const drop = flowDropOf(traced.evidence);
  const acl = drop?.owner.kind === "logical-flow" ? drop.owner.acl : null;
  if (acl === null || traced.direction !== "request") return false;
  return acl.direction === allows.direction && acl.priority < allows.priority;
}

function atTrace(view: CaseView, traced: Traced, detail: Reason, also?: string): Found[] {
  const { stage, direction, node, id } = traced;
  const evidence = also === undefined ? [id] : [id, also];
  return [{ ...general(view, detail, id), stage, direction, node, evidence, weight: "decisive" }];
}

function general(view: CaseView, detail: Reason, id: string): Found {
  return {
    code: "NORTHD_STALLED",
    stage: "control-plane",
    direction: "request",
    node: null,
    args: { ...ends(view), detail },
    resources: [],
    evidence: [id],
    weight: "supporting",
  };
}
