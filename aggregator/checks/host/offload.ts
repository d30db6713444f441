import { type Reason, reason } from "../../../proto/reasons/index.ts";
import { type Row, showsAll } from "../../correlation/join/matrix.ts";
import type { Role } from "../../evidence/plan.ts";
import {
  atNodes,
  bridgeStage,
  type Check,
  type CheckContext,
  type Found,
  type Look,
} from "../check.ts";

/**
 * Taps see what passes the kernel's network devices. What a NIC forwards by itself (hw-offload in
 * ovs-vswitchd.conf.db(5)) or a device hands over before the tap (XDP, DPDK) they do not see: then
 * a packet that was not seen says nothing.
 */
export const offloadCheck: Check = {
  name: "host/offload",
  description: "Taps of both nodes see the packets that pass",
  codes: ["OFFLOADED_PATH"],
  reads: ["tap"],
  run(context) {
    return atNodes(context.view, (role) => blindTap(context, role));
  },
};

function blindTap({ view, located }: CheckContext, role: Role): Look {
  const tap = view.tap(role);
  if (!tap.known) return tap.reason;
  const { node } = view.plan[role];
  const finding = (detail: Reason): Found => ({
    code: "OFFLOADED_PATH",
    stage: bridgeStage(view, role),
    direction: "request",
    node,
    args: { node: node ?? "", detail },
    resources: [{ kind: "Node", namespace: null, name: node ?? "" }],
    evidence: [tap.id],
    weight: "beside",
  });
  if (tap.value.hwOffload === true) return finding(reason("HW_OFFLOAD_ON", {}));
  const { asked } = located;
  if (asked === null) return reason("PROBE_SILENT", {});
  // Who answers instead is known: the packets pass no tap there because they do not get there.
  if (located.misdelivery !== null) return null;
  const points = asked.rows
    .filter((row) => row.step.role === role && row.isBlind && showsAll(row) && isRecognised(row))
    .map(({ step }) => step.point);
  if (points.length === 0) return null;
  return finding(reason("ANSWERED_UNSEEN_AT", { points: [...new Set(points)] }));
}

/**
 * Points at which a packet that passes looks as expected. On a NIC without a tunnel around it the
 * node may have given it another address and port.
 */
function isRecognised({ step }: Row): boolean {
  return step.encapsulated || step.point.endsWith("-veth") || step.point.endsWith("-tunnel");
}
