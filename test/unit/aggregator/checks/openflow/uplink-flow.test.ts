import assert from "node:assert/strict";
import { test } from "node:test";
import { uplinkFlowCheck } from "../../../../../aggregator/checks/openflow/uplink-flow.ts";
import type { CaseFile } from "../../../../../aggregator/evidence/case-file.ts";
import type { TraceStep__Output } from "../../../../../proto/gen/tapline/v1/TraceStep.ts";
import { edited, recorded } from "../../verdict/edit-case.ts";
import { findings } from "../host-evidence.ts";

const dropped = recorded("uplink-flow-drop.cross-node.tcp");

function withStep(change: Partial<TraceStep__Output>): CaseFile {
  return edited(dropped, "uplink-trace", (_, data) => {
    const { trace } = data;
    if (trace.result !== "dropped") return undefined;
    const steps = trace.steps.map((step) => ({ ...step, ...change }));
    return { ...data, trace: { ...trace, steps } };
  });
}

test("a flow that drops is named, also one that matches every packet", () => {
  const alien = ["FLOW_ALIEN destination-bridge/request decisive"];
  assert.deepEqual(findings(uplinkFlowCheck, dropped), alien);
  assert.deepEqual(findings(uplinkFlowCheck, withStep({ priority: 0, match: "" })), alien);
});

test("where no flow matches there is none to name", () => {
  const missed = withStep({ cookie: "", priority: 0, match: "", actions: [] });
  assert.deepEqual(findings(uplinkFlowCheck, missed), ["clean"]);
});
