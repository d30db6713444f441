import assert from "node:assert/strict";
import { test } from "node:test";
import type {
  EvidenceItem,
  LogicalTraceEvidence,
  OpenflowTraceEvidence,
} from "../../../../../aggregator/evidence/item.ts";
import {
  type ExpectedOutput,
  failedReading,
  readLogical,
  readOpenflow,
} from "../../../../../aggregator/services/trace/reading.ts";
import type { Direction } from "../../../../../proto/documents/v1/diagnosis.ts";
import { reason, said } from "../../../../../proto/reasons/index.ts";
import { recordedCases } from "../../verdict/recorded-cases.ts";

const cases = recordedCases();

function itemsOf(name: string): readonly EvidenceItem[] {
  const found = cases.find((one) => one.name.startsWith(`${name}.ovn`));
  assert.ok(found, name);
  return found.caseFile.evidence;
}

function logicalOf(name: string, direction: Direction): LogicalTraceEvidence {
  for (const item of itemsOf(name)) {
    if (item.name === "logical-trace" && item.direction === direction && item.data)
      return item.data;
  }
  throw new Error(`${name} has no logical trace`);
}

function openflowOf(name: string, node: string, direction: Direction): OpenflowTraceEvidence {
  for (const item of itemsOf(name)) {
    if (item.name !== "openflow-trace" || item.direction !== direction) continue;
    if (item.node === node && item.data !== null) return item.data;
  }
  throw new Error(`${name} has no trace on ${node}`);
}

test("logical: delivered to the right port, to another one, and none", () => {
  const healthy = readLogical(logicalOf("healthy.cross-node.tcp", "request"), "b.default");
  assert.deepEqual(
    [healthy.result, healthy.to, healthy.expected],
    ["delivered", ["b.default"], "b.default"],
  );
  const evidence: LogicalTraceEvidence = {
    result: "delivered-elsewhere",
    outputs: ["e.default"],
    droppedAt: null,
    detail: said(""),
  };
  assert.deepEqual(readLogical(evidence, "b.default").to, ["e.default"]);
  const failed = readLogical(
    { ...evidence, result: "error", detail: said("no port") },
    "b.default",
  );
  assert.deepEqual([failed.result, failed.reason], ["error", "no port"]);
});

test("logical: dropped where, and by which policies", () => {
  const { result, drop } = readLogical(
    logicalOf("acl-default-deny-two-policies.cross-node.tcp", "request"),
    "b.default",
  );
  assert.equal(result, "dropped");
  assert.match(drop?.stage ?? "", /^ls_out_acl/);
  assert.equal(drop?.owner, "logical-flow");
  assert.ok((drop?.resources.length ?? 0) >= 2);
  assert.ok(drop?.resources.every(({ kind }) => kind === "NetworkPolicy"));
});

const toNode2: ExpectedOutput = { kind: "tunnel", encapIps: ["172.31.0.12"], node: "node2" };

/** What the recorded trace itself sends to: the lab's addresses are not this test's matter. */
function tunnelOf({ trace }: OpenflowTraceEvidence): ExpectedOutput {
  const output = trace.outputs.find(({ kind }) => kind === "tunnel");
  return { kind: "tunnel", encapIps: [output?.remoteIp ?? ""], node: "node2" };
}

test("OpenFlow: into the right tunnel, into another one, and to a port of the node", () => {
  const trace = openflowOf("healthy.cross-node.tcp", "node1", "request");
  assert.equal(readOpenflow(trace, tunnelOf(trace)).result, "delivered");
  const other = readOpenflow(trace, toNode2);
  assert.equal(other.result, "delivered-elsewhere");
  assert.match(other.to[0] ?? "", /^tunnel \d/);
  const far = openflowOf("healthy.cross-node.tcp", "node2", "request");
  const port = Number(far.trace.outputs[0]?.port);
  const expected = { kind: "port", name: "b.default" } as const;
  assert.equal(readOpenflow(far, { ...expected, ofport: port }).result, "delivered");
  assert.equal(readOpenflow(far, { ...expected, ofport: port + 1 }).result, "delivered-elsewhere");
});

test("OpenFlow: without knowing where to, it is not said to be right or wrong", () => {
  const trace = openflowOf("healthy.cross-node.tcp", "node1", "request");
  const unknown = readOpenflow(trace, { ...toNode2, encapIps: [] });
  assert.equal(unknown.result, "unknown");
  const port = readOpenflow(trace, { kind: "port", ofport: null, name: "b.default" });
  assert.equal(port.result, "unknown");
});

test("OpenFlow: dropped by an ACL, by somebody's flow, and by none", () => {
  const denied = openflowOf("acl-ingress-deny.cross-node.tcp", "node2", "request");
  const acl = readOpenflow(denied, { kind: "port", ofport: 1, name: "b.default" });
  assert.equal(acl.result, "dropped");
  assert.match(acl.drop?.stage ?? "", /^ls_out_acl/);
  assert.equal(acl.drop?.resources[0]?.kind, "NetworkPolicy");

  const alien = openflowOf("alien-drop-source.cross-node.tcp", "node1", "request");
  const { drop } = readOpenflow(alien, toNode2);
  assert.ok(["no-cookie", "unknown-cookie"].includes(drop?.owner ?? ""));
  assert.match(drop?.flow ?? "", /^table \d+, priority \d+/);
});

test("a trace that could not be made is an error with its reason", () => {
  const { result, to, ...told } = failedReading(reason("NO_AGENT", { node: "node2" }));
  assert.deepEqual([result, told.reason, to], ["error", "the agent of node2 is away", []]);
});
