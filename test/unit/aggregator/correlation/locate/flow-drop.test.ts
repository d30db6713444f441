import assert from "node:assert/strict";
import { test } from "node:test";
import {
  flowDropOf,
  isAlien,
  isAltered,
  waitsForActivation,
} from "../../../../../aggregator/correlation/locate/flow-drop.ts";
import type { FlowOwner, OpenflowTraceEvidence } from "../../../../../aggregator/evidence/item.ts";

const stale: FlowOwner = { kind: "unknown-cookie" };
const hand: FlowOwner = { kind: "no-cookie" };

function ofStage(stage: string): FlowOwner {
  return { kind: "logical-flow", stage, pipeline: "egress", datapath: "ovn-default", acl: null };
}

/** A trace of one step an owner, dropped at the last. */
function dropped(...owners: readonly FlowOwner[]): OpenflowTraceEvidence {
  const steps = owners.map((owner, at) => ({
    bridge: "br-int",
    table: 40 + at,
    priority: 1000,
    match: "ip",
    cookie: owner.kind === "no-cookie" ? "00000000" : `${at}`.padStart(8, "1"),
    actions: at === owners.length - 1 ? [] : ["resubmit"],
    notes: [],
    depth: 0,
    section: 0,
  }));
  const decidingStep = steps.length - 1;
  const ends = { result: "dropped", decidingStep, outputs: [] } as const;
  const trace = { ...ends, steps, text: "", finalFlow: "", datapathActions: "drop", skipped: "" };
  return { trace, flow: "", owners };
}

const hint = ofStage("ls_out_acl_hint");
const sample = ofStage("ls_out_acl_sample");
const verdict = ofStage("ls_out_acl_action");

test("an ACL's drop is its policy's, evaluated and carried out in stages of their own", () => {
  const drop = flowDropOf(dropped(hint, ofStage("ls_out_acl_eval"), sample, verdict));
  assert.deepEqual([drop?.kind, drop?.owner, drop?.step?.table], ["policy", verdict, 43]);
});

test("a verdict of OVN's on the evaluation of a flow that is left over is stale", () => {
  const drop = flowDropOf(dropped(hint, stale, sample, verdict));
  assert.deepEqual([drop?.kind, drop?.owner, drop?.step?.table], ["stale", stale, 41]);
  const withoutSample = flowDropOf(dropped(hint, stale, verdict));
  assert.deepEqual([withoutSample?.kind, withoutSample?.step?.table], ["stale", 41]);
});

test("a verdict of OVN's on the evaluation of a hand's flow is alien", () => {
  const drop = flowDropOf(dropped(hint, hand, sample, verdict));
  assert.deepEqual([drop?.kind, drop?.step?.table], ["alien", 41]);
});

test("a flow that copies keys is OVN's unless it does something else as well", () => {
  const { trace } = dropped(hand);
  const copy = "move:NXM_NX_TUN_ID[0..23]->OXM_OF_METADATA[0..23]";
  const isForeign = (...actions: string[]): boolean =>
    trace.steps.some((step) => isAlien({ ...step, actions }, hand));
  assert.equal(isForeign(copy, "set_field:0x10000/0x10000->reg10", "resubmit(,80)"), false);
  assert.equal(isForeign(copy, "output:3"), true);
  assert.equal(isForeign(copy, "set_field:00:00:00:00:00:01->eth_dst", "resubmit(,80)"), true);
  assert.equal(isForeign("resubmit(,9)"), true);
});

test("a port that waits for its activation drops on purpose", () => {
  const waiting: FlowOwner = { kind: "southbound-row", table: "portBindings", waits: true };
  const evidence = dropped(waiting);
  assert.equal(flowDropOf(evidence)?.kind, "policy");
  const out = { match: "reg15=0x3,metadata=0x1", priority: 1_000 };
  for (const step of evidence.trace.steps) {
    assert.equal(isAltered({ ...step, ...out }, waiting), false);
    assert.equal(waitsForActivation({ ...step, ...out }, waiting), true);
    assert.equal(waitsForActivation({ ...step, actions: ["output:8"] }, waiting), false);
  }
});

test("a port's flow that looks at flags drops on purpose, any other was altered", () => {
  const owner: FlowOwner = { kind: "southbound-row", table: "portBindings" };
  const { trace } = dropped(stale);
  const isChanged = (match: string): boolean =>
    trace.steps.some((step) => isAltered({ ...step, match }, owner));
  assert.equal(isChanged("reg15=0x3,metadata=0x1"), true);
  assert.equal(isChanged("reg10=0x10/0x10,reg15=0x3,metadata=0x1"), false);
  assert.equal(isChanged("reg10=0/0x1,reg14=0x3,reg15=0x3,metadata=0x1"), false);
});

test("a flow left over elsewhere does not make an ACL's drop stale", () => {
  const evaluation = ofStage("ls_out_acl_eval");
  assert.equal(flowDropOf(dropped(stale, hint, evaluation, sample, verdict))?.kind, "policy");
  assert.equal(flowDropOf(dropped(stale, ofStage("ls_out_acl")))?.kind, "policy");
  assert.equal(flowDropOf(dropped(verdict))?.kind, "policy");
});
