import assert from "node:assert/strict";
import { test } from "node:test";
import { parseTrace } from "../../../../agent/flows/trace.ts";
import { outcomeOf, type TraceOutcome } from "../../../../agent/flows/trace-outcome.ts";
import { fixture, fixturesOf } from "./fixtures.ts";

function outcome(name: string): TraceOutcome {
  return outcomeOf(parseTrace(fixture(`ofproto-trace/trace-${name}.ovs-3.1.0.txt`)));
}

/** [kind, bridge, table, cookie of the deciding step] */
function decision(name: string): unknown[] {
  const result = outcome(name);
  const step = "deciding" in result ? result.deciding : null;
  return [result.kind, step?.bridge, step?.table, step?.cookie];
}

function outputs(name: string): unknown[] {
  const result = outcome(name);
  assert.equal(result.kind, "output", name);
  return result.kind === "output"
    ? result.outputs.map(({ bridge, port, peerBridge }) => [bridge, port, peerBridge])
    : [];
}

test("the flow that drops is named, not the lookups and defaults around it", () => {
  assert.deepEqual(decision("acl-drop"), ["dropped", "br-int", 46, "0xe88e54e8"]);
  assert.deepEqual(decision("acl-egress-drop"), ["dropped", "br-int", 25, "0xae89d865"]);
  assert.deepEqual(decision("port-security-drop"), ["dropped", "br-int", 9, "0xdc9d978f"]);
  assert.deepEqual(decision("unknown-unicast"), ["dropped", "br-int", 34, "0x6bf722ea"]);
  assert.deepEqual(decision("router-no-route"), ["dropped", "br-int", 21, "0x57a2d644"]);
  assert.deepEqual(decision("lb-empty"), ["dropped", "br-int", 20, "0x14d48ff7"]);
  assert.deepEqual(decision("alien-drop"), ["dropped", "br-int", 0, null]);
  assert.deepEqual(decision("tunnel-in-missing-metadata"), ["dropped", "br-int", 40, null]);
  assert.deepEqual(decision("learn"), ["dropped", "br0", 1, null]);
});

test("an output that OVS skips, and a drop behind a patch port, decide", () => {
  assert.deepEqual(decision("alien-output-missing"), ["dropped", "br-int", 0, null]);
  assert.deepEqual(decision("output-to-input"), ["dropped", "br0", 0, null]);
  assert.deepEqual(decision("patch-drop-behind"), ["dropped", "br1", 0, null]);
});

test("what ovn-controller gets is not dropped by a flow", () => {
  assert.deepEqual(decision("acl-reject"), ["controller", "br-int", 46, "0x5e592a8"]);
  assert.deepEqual(decision("router-ttl"), ["controller", "br-int", 11, "0xed29923e"]);
  assert.deepEqual(decision("nd-ns"), ["controller", "br-int", 27, "0x94a50fea"]);
});

test("a bucket that is chosen by hash is not followed", () => {
  for (const name of ["lb", "lb-icmp", "lb-affinity", "router-ecmp"]) {
    assert.equal(outcome(name).kind, "unresolved", name);
  }
});

test("OVS giving up is a failure of the flows, with the flow", () => {
  assert.deepEqual(decision("resubmit-loop"), ["failed", "br-int", 0, null]);
});

test("outputs, with what stands behind the port", () => {
  assert.deepEqual(outputs("same-node"), [["br-int", "3", null]]);
  assert.deepEqual(outputs("tunnel-in"), [["br-int", "2", null]]);
  assert.deepEqual(outputs("acl-allow"), [["br-int", "3", null]]);
  assert.deepEqual(outputs("arp-responder"), [["br-int", "2", null]]);
  assert.deepEqual(outputs("patch"), [
    ["br0", "10", "br1"],
    ["br1", "1", null],
  ]);
  assert.deepEqual(outputs("group-select"), [["br0", "3", null]]);
});

test("a tunnel output carries the logical keys", () => {
  const result = outcome("tunnel-out");
  assert.equal(result.kind, "output");
  const [first] = result.kind === "output" ? result.outputs : [];
  assert.deepEqual(first?.tunnel, {
    kind: "geneve",
    remoteIp: "172.31.0.12",
    localIp: "172.31.0.11",
    tunnelKey: 1,
    ingressPortKey: 2,
    egressPortKey: 3,
  });
});

test("a cut trace says nothing about the packet", () => {
  for (const name of fixturesOf("ofproto-trace")) {
    const text = fixture(`ofproto-trace/${name}`);
    const whole = outcomeOf(parseTrace(text));
    if (whole.kind === "error") continue;
    const end = text.lastIndexOf("Datapath actions: ");
    const line = text.indexOf("\n", end);
    const step = text.length < 1500 ? 1 : Math.ceil(text.length / 150);
    for (let length = 0; length <= line; length += length > line - 200 ? 1 : step) {
      const { kind } = outcomeOf(parseTrace(text.slice(0, length)));
      assert.equal(kind, "incomplete", `${name} cut at ${length} of ${text.length}`);
    }
  }
});

test("each section that is taken away leaves the trace incomplete", () => {
  const text = fixture("ofproto-trace/trace-acl-reject.ovs-3.1.0.txt");
  const parts = text.split(/(?=^={20,}\nrecirc)/m);
  assert.equal(parts.length, 3);
  assert.equal(outcomeOf(parseTrace(parts.slice(0, 1).join(""))).kind, "incomplete");
  assert.equal(outcomeOf(parseTrace(parts.slice(0, 2).join(""))).kind, "incomplete");
});
