import assert from "node:assert/strict";
import { test } from "node:test";
import { flowDropOf } from "../../../../../aggregator/correlation/locate/flow-drop.ts";
import { foreignSteps } from "../../../../../aggregator/correlation/locate/foreign-step.ts";
import type { FlowOwner, OpenflowTraceEvidence } from "../../../../../aggregator/evidence/item.ts";

const ovns: FlowOwner = {
  kind: "logical-flow",
  stage: "ls_in_l2_lkup",
  pipeline: "ingress",
  datapath: "ovn-default",
  acl: null,
};

interface Flow {
  readonly owner: FlowOwner;
  readonly cookie?: string;
  readonly priority?: number;
  readonly match?: string;
  readonly actions?: readonly string[];
}

/** A trace through these flows, which ends at the last one. */
function traced(result: "dropped" | "delivered", ...flows: readonly Flow[]): OpenflowTraceEvidence {
  const steps = flows.map(({ cookie, priority, match, actions }, index) => ({
    bridge: "br-int",
    table: index,
    cookie: cookie ?? "0000abcd",
    priority: priority ?? 100,
    match: match ?? "metadata=0x1",
    actions: [...(actions ?? ["resubmit(,9)"])],
    depth: 0,
  }));
  const decidingStep = result === "dropped" ? steps.length - 1 : -1;
  return {
    trace: {
      text: "",
      steps,
      outputs: [],
      result,
      decidingStep,
      finalFlow: "",
      datapathActions: "",
      skipped: "",
    },
    flow: "",
    owners: flows.map(({ owner }) => owner),
  };
}

const drop = ["drop"];

test("OVN's own flows are not foreign, dropping or not", () => {
  const passes = { owner: { ...ovns, passes: true } } as const;
  assert.deepEqual(foreignSteps(traced("delivered", passes)), []);
  const denies = { owner: { ...ovns, stage: "ls_out_acl" }, actions: drop } as const;
  assert.deepEqual(foreignSteps(traced("dropped", passes, denies)), []);
  assert.equal(flowDropOf(traced("dropped", denies))?.kind, "policy");
});

test("a flow of OVN that drops what its row lets pass was altered, in an ACL stage as well", () => {
  for (const stage of ["ls_in_l2_lkup", "ls_out_acl"]) {
    const altered = { owner: { ...ovns, stage, passes: true }, actions: drop } as const;
    const evidence = traced("dropped", altered);
    assert.equal(flowDropOf(evidence)?.kind, "altered", stage);
    assert.deepEqual(
      foreignSteps(evidence).map(({ why }) => why),
      ["altered"],
      stage,
    );
  }
});

test("of a port's flows that drop, only the one towards the port was altered", () => {
  const owner: FlowOwner = { kind: "southbound-row", table: "portBindings" };
  const out = { owner, match: "reg15=0x2,metadata=0x1", actions: drop } as const;
  assert.equal(flowDropOf(traced("dropped", out))?.kind, "altered");
  const loop = { owner, match: "reg10=0/0x1,reg14=0x2,reg15=0x2,metadata=0x1", actions: drop };
  assert.equal(flowDropOf(traced("dropped", loop))?.kind, "miss");
  const elsewhere: FlowOwner = { kind: "southbound-row", table: "multicastGroups" };
  assert.equal(flowDropOf(traced("dropped", { ...out, owner: elsewhere }))?.kind, "miss");
});

test("a miss is no foreign flow", () => {
  const miss = { owner: { kind: "no-cookie" }, cookie: "", match: "", actions: [] } as const;
  assert.deepEqual(foreignSteps(traced("dropped", { owner: ovns }, miss)), []);
  assert.equal(flowDropOf(traced("dropped", { owner: ovns }, miss))?.kind, "miss");
});

test("the flow of a row just gone is stale and not foreign; of an unknown one it may be", () => {
  const gone = { owner: { kind: "removed-row", secondsAgo: 2 }, actions: drop } as const;
  assert.deepEqual(foreignSteps(traced("dropped", gone)), []);
  assert.equal(flowDropOf(traced("dropped", gone))?.kind, "stale");
  const unknown = { owner: { kind: "unknown-cookie" }, actions: drop } as const;
  assert.deepEqual(
    foreignSteps(traced("dropped", unknown)).map(({ why }) => why),
    ["unknown"],
  );
});
