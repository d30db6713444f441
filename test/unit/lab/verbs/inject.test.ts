import assert from "node:assert/strict";
import { test } from "node:test";
import { type Lab, labOf } from "../../../../lab/context.ts";
import { catalogue } from "../../../../lab/faults/catalogue.ts";
import type { AnyFault, Fault } from "../../../../lab/faults/fault.ts";
import { topologyOf } from "../../../../lab/topology/topology.ts";
import { addressPathOf, outwardPathOf, servicePathOf } from "../../../../lab/verbs/beyond-pods.ts";
import { pathOf } from "../../../../lab/verbs/inject.ts";

const labWith = (product: boolean): Lab =>
  labOf(topologyOf("lab", 3), {
    product,
    ovnRoot: undefined,
    kubernetes: null,
    kubeOvn: null,
    tls: false,
    signal: new AbortController().signal,
    say: () => {},
  });
const lab = labWith(true);
const usage = { type: { code: "USAGE" } };

const betweenPods = catalogue.filter(isBetweenPods);

function isBetweenPods(fault: AnyFault): fault is Fault {
  return fault.target === undefined || fault.target === "pod";
}

function faultNamed(name: string): Fault {
  const fault = betweenPods.find((candidate) => candidate.name === name);
  assert.ok(fault, name);
  return fault;
}

test("every fault has a default path, and one for each of its placements", () => {
  for (const fault of betweenPods) {
    assert.equal(pathOf(lab, fault, {}).placement, "cross-node", fault.name);
    if (!fault.placements.includes("same-node")) continue;
    const path = pathOf(lab, fault, { source: "a", destination: "default/c" });
    assert.equal(path.placement, "same-node", fault.name);
    assert.equal(path.sourceNode, path.destinationNode);
  }
});

test("what only agents or the aggregator can tell makes no sense without them", () => {
  const bare = labWith(false);
  for (const name of ["northbound-no-leader", "node-clock-ahead"]) {
    assert.throws(() => pathOf(bare, faultNamed(name), {}), usage);
  }
});

test("faults of Services and of what is outside have a default path as well", () => {
  for (const fault of catalogue) {
    if (fault.target === "service") assert.ok(servicePathOf(lab, fault, {}), fault.name);
    if (fault.target === "address") assert.ok(addressPathOf(lab, fault, {}), fault.name);
    if (fault.target === "outward") assert.ok(outwardPathOf(lab, fault, {}), fault.name);
  }
});

test("packets leave by the pod's own node, the gateway node, or the node that is asked", () => {
  const fault = catalogue.find(({ target }) => target === "outward");
  assert.ok(fault?.target === "outward");
  const gateway = (source: string, destination: string): string =>
    outwardPathOf(lab, fault, { source, destination }).gateway.name;
  assert.equal(gateway("b", "198.18.4.10"), "node2");
  assert.equal(gateway("f", "198.18.4.10"), "node3");
  assert.equal(gateway("f", "node/node2"), "node2");
  assert.throws(() => gateway("a", "192.0.2.1"), usage);
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
