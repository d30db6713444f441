import assert from "node:assert/strict";
import { test } from "node:test";
import { labOf } from "../../../../lab/context.ts";
import { catalogue } from "../../../../lab/faults/catalogue.ts";
import type { Fault } from "../../../../lab/faults/fault.ts";
import { topologyOf } from "../../../../lab/topology.ts";
import { pathOf } from "../../../../lab/verbs/inject.ts";

const lab = labOf(topologyOf("lab", 3), {
  product: false,
  ovnRoot: undefined,
  kubernetes: null,
  signal: new AbortController().signal,
  say: () => {},
});
const usage = { type: { code: "USAGE" } };

function faultNamed(name: string): Fault {
  const fault = catalogue.find((candidate) => candidate.name === name);
  assert.ok(fault, name);
  return fault;
}

test("every fault has a default path, and one for each of its placements", () => {
  for (const fault of catalogue) {
    assert.equal(pathOf(lab, fault, {}).placement, "cross-node", fault.name);
    if (!fault.placements.includes("same-node")) continue;
    const path = pathOf(lab, fault, { source: "a", destination: "default/c" });
    assert.equal(path.placement, "same-node", fault.name);
    assert.equal(path.sourceNode, path.destinationNode);
  }
});

test("placements that make no sense are wrong usage", () => {
  const underlay = faultNamed("underlay-blocked");
  assert.throws(() => pathOf(lab, underlay, { destination: "c" }), usage);
  assert.throws(() => pathOf(lab, faultNamed("subnet-private"), { destination: "b" }), usage);
});

test("pods that do not exist, and a path to oneself, are wrong usage", () => {
  const fault = faultNamed("alien-drop-source");
  assert.throws(() => pathOf(lab, fault, { source: "nobody" }), usage);
  assert.throws(() => pathOf(lab, fault, { destination: "other/b" }), usage);
  assert.throws(() => pathOf(lab, fault, { destination: "a" }), usage);
});
