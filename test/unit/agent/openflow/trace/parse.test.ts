import assert from "node:assert/strict";
import { test } from "node:test";
import { parseTrace } from "../../../../../agent/openflow/trace/parse.ts";
import type { OpenFlowTrace, TraceStep } from "../../../../../agent/openflow/trace/types.ts";
import { fixture, fixturesOf } from "../fixtures.ts";

function traceOf(name: string): OpenFlowTrace {
  return parseTrace(fixture(`ofproto-trace/trace-${name}.ovs-3.1.0.txt`));
}

function stepAt(trace: OpenFlowTrace, table: number | string): TraceStep {
  const step = trace.steps.find((candidate) => candidate.table === table);
  assert.ok(step, `a step in table ${table}`);
  return step;
}

const refused = ["trace-flow-syntax-error", "trace-unknown-bridge"];

test("every line of every trace has a place", () => {
  for (const name of fixturesOf("ofproto-trace")) {
    if (refused.some((prefix) => name.startsWith(prefix))) continue;
    const trace = parseTrace(fixture(`ofproto-trace/${name}`));
    assert.deepEqual([name, trace.unparsed, trace.complete], [name, [], true]);
    assert.equal(trace.error, null);
  }
});

test("a step has what the line says", () => {
  const { steps } = traceOf("acl-drop");
  const step = steps.at(-1);
  assert.match(step?.cookie ?? "", /^0x[0-9a-f]{1,8}$/);
  assert.deepEqual(step, {
    index: 7,
    section: 1,
    bridge: "br-int",
    table: 46,
    matched: true,
    match: "ip,reg0=0x200/0x200,reg15=0x3,metadata=0x2",
    priority: 4000,
    cookie: step?.cookie,
    depth: 0,
    parent: 6,
    parentAction: 2,
    tail: true,
    actions: ["drop"],
    notes: [],
  });
});

test("a flow without cookie, without match and a table without flow", () => {
  const trace = traceOf("same-node");
  const { match, priority, cookie } = stepAt(trace, 37);
  assert.deepEqual({ match, priority, cookie }, { match: "", priority: 0, cookie: null });
  const lookup = stepAt(trace, 73);
  assert.deepEqual(
    [lookup.matched, lookup.priority, lookup.actions, lookup.depth, lookup.tail],
    [false, null, ["drop"], 1, false],
  );
});

test("actions after a lookup belong to the step that looked up", () => {
  const trace = traceOf("same-node");
  const step = stepAt(trace, 8);
  assert.deepEqual(step.actions, [
    "set_field:0/0x1000->reg10",
    "resubmit(,73)",
    "move:NXM_NX_REG10[12]->NXM_NX_XXREG0[111]",
    "resubmit(,9)",
  ]);
  assert.deepEqual(step.notes, [
    { action: 2, kind: "detail", text: "NXM_NX_XXREG0[111] is now 0" },
  ]);
  const next = stepAt(trace, 9);
  assert.deepEqual([next.parent, next.tail, next.depth], [step.index, true, 0]);
});

test("a flood visits each port and returns", () => {
  const trace = traceOf("arp-flood");
  const flood = trace.steps.filter((step) => step.table === 40);
  assert.equal(flood.length, 1);
  assert.equal(flood[0]?.actions.at(-1), "set_field:0x8000->reg15");
  const members = trace.steps.filter((step) => step.parent === flood[0]?.index);
  assert.deepEqual(members.map((step) => [step.table, step.tail, step.actions[0]]).sort(), [
    [41, false, "drop"],
    [41, false, "set_field:0->reg0"],
  ]);
});

test("a native tunnel leads through another bridge and back", () => {
  const trace = traceOf("tunnel-out");
  const tunnel = stepAt(trace, 39);
  const outer = trace.steps.find((step) => step.bridge === "br-phy");
  assert.deepEqual([outer?.parent, outer?.tail, outer?.table], [tunnel.index, false, 0]);
  const last = trace.steps.at(-1);
  assert.deepEqual([last?.bridge, last?.table, last?.parent], ["br-int", 40, tunnel.index]);
});

test("a patch port leads to the other bridge", () => {
  const { steps } = traceOf("patch");
  assert.deepEqual(
    steps.map((step) => [step.bridge, step.table, step.tail]),
    [
      ["br0", 0, false],
      ["br1", 0, true],
    ],
  );
});

test("a recirculation is a section with the state that was assumed", () => {
  const { sections } = traceOf("acl-reject");
  assert.deepEqual(
    sections.map((section) => section.ctState),
    [null, ["new", "trk"], ["new", "trk"]],
  );
  const [none, ...ids] = sections.map((section) => section.recirculation);
  assert.equal(none, null);
  assert.ok(ids.every((id) => /^0x[0-9a-f]+$/.test(id ?? "")) && ids[0] !== ids[1]);
  const [first] = sections;
  assert.match(first?.datapathActions ?? "", /recirc\(0x[0-9a-f]+\)$/);
  assert.match(first?.finalFlow ?? "", /reg14=0x2/);
  assert.match(first?.megaflow ?? "", /^recirc_id=0,/);
});

test("actions of a group's buckets and of an action set are kept", () => {
  assert.deepEqual(traceOf("group-all").steps[0]?.actions, [
    "group:2",
    "bucket 0",
    "output:2",
    "bucket 1",
    "set_field:0x1->reg0",
    "output:3",
  ]);
  const set = traceOf("action-set").steps.at(-1);
  assert.equal(set?.table, "action set");
  assert.deepEqual(set?.actions.slice(-1), ["output:3"]);
});

test("warnings and errors of OVS are notes of their action", () => {
  assert.deepEqual(traceOf("alien-output-missing").steps[0]?.notes, [
    { action: 0, kind: "warning", text: "Nonexistent output port" },
  ]);
  const loop = traceOf("resubmit-loop");
  assert.deepEqual(loop.steps.at(-1)?.notes, [
    { action: 0, kind: "error", text: "over max translation depth 64" },
  ]);
  assert.equal(loop.sections[0]?.translationError, "Recursion too deep");
});

test("an answer that is no trace is an error", () => {
  assert.match(traceOf("flow-syntax-error").error ?? "", /^Bad openflow flow syntax/);
  assert.equal(traceOf("unknown-bridge").error, "br9: unknown bridge");
  assert.equal(parseTrace("").error, null);
  assert.equal(parseTrace("").complete, false);
});
