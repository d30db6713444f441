import assert from "node:assert/strict";
import { test } from "node:test";
import type { CaseFile } from "../../../../aggregator/evidence/case-file.ts";
import type { EvidenceItem } from "../../../../aggregator/evidence/item.ts";
import { conclude } from "../../../../aggregator/verdict/conclude.ts";
import type { Diagnosis } from "../../../../proto/documents/v1/diagnosis.ts";
import { said } from "../../../../proto/reasons/index.ts";
import { recordedCases } from "../verdict/recorded-cases.ts";

/** What Kubernetes says of both ends: found, clean, and could not look. */
function recorded(name: string): CaseFile {
  const found = recordedCases().find((one) => one.name.startsWith(name));
  assert.ok(found !== undefined, name);
  return found.caseFile;
}

const healthy = recorded("healthy-kubernetes.cross-node");

type Change = (item: EvidenceItem) => EvidenceItem | null;
function changed(caseFile: CaseFile, change: Change): Diagnosis {
  return conclude({ ...caseFile, evidence: caseFile.evidence.flatMap((one) => change(one) ?? []) });
}

/** Fields of an end's Pod or Node, put over what was recorded. */
function says(name: "pod-object" | "node-object", role: string, fields: object | null): Change {
  return (item) => {
    if (item.name !== name || !("role" in item) || item.role !== role) return item;
    const data = fields === null ? null : { ...item.data, ...fields };
    return { ...item, data } as EvidenceItem;
  };
}
const notRead: Change = (item) =>
  item.name === "pod-object" || item.name === "node-object"
    ? {
        ...item,
        status: "failed",
        reason: said("kubernetes is failed: pods: not permitted"),
        data: null,
      }
    : item;

const checks = ["kubernetes/pod-state", "kubernetes/node-state", "kubernetes/pod-ready"];
const statuses = ({ checks: all }: Diagnosis): string[] =>
  all.filter(({ name }) => checks.includes(name)).map(({ status }) => status);
const codes = ({ findings }: Diagnosis): string[] =>
  findings.map(({ code, level }) => `${code} ${level}`);

test("on a path that works all is clean", () => {
  assert.deepEqual(statuses(conclude(healthy)), ["clean", "clean", "clean"]);
});

test("what was not read is skipped, not clean, and changes no verdict", () => {
  const diagnosis = changed(healthy, notRead);
  assert.deepEqual(statuses(diagnosis), ["skipped", "skipped", "skipped"]);
  assert.equal(diagnosis.outcome, "reachable");
  const without = changed(healthy, (item) => (/-object$/.test(item.name) ? null : item));
  assert.deepEqual(statuses(without), ["skipped", "skipped", "skipped"]);
});

const findings = [
  ["pod-object", { ready: false }, "POD_NOT_READY"],
  ["pod-object", { deleting: true }, "POD_NOT_RUNNING"],
  ["pod-object", { phase: "Failed", ready: false }, "POD_NOT_RUNNING"],
  ["pod-object", { phase: "Pending", routed: false, ready: false }, "POD_NETWORK_NOT_READY"],
  ["pod-object", null, "POD_NOT_RUNNING"],
  ["node-object", { readyStatus: "False" }, "NODE_NOT_READY"],
  ["node-object", { networkUnavailable: "JoinSubnetGatewayUnreachable" }, "NODE_NOT_READY"],
] as const;

for (const [name, fields, code] of findings) {
  test(`${name} ${JSON.stringify(fields)} on a path that works is worth knowing, no fault`, () => {
    const diagnosis = changed(healthy, says(name, "destination", fields));
    assert.equal(diagnosis.outcome, "reachable");
    assert.equal(diagnosis.confidence, "confirmed");
    assert.deepEqual(codes(diagnosis), [`${code} info`]);
  });
}

test("a pod on the host network needs none of Kube-OVN's annotations", () => {
  const host = { hostNetwork: true, allocated: false, routed: false };
  assert.deepEqual(codes(changed(healthy, says("pod-object", "destination", host))), []);
});

for (const name of ["pod-ended", "pod-not-scheduled", "pod-without-address", "pod-not-routed"]) {
  test(`${name}: without what Kubernetes says, nobody is blamed for it`, () => {
    const caseFile = recorded(name);
    assert.equal(conclude(caseFile).failure?.stage, "control-plane");
    const diagnosis = changed(caseFile, notRead);
    const { failure, cause } = diagnosis;
    assert.ok(failure === null || failure.stage === "control-plane");
    assert.ok(!/^POD_(NOT_RUNNING|NETWORK)/.test(cause?.code ?? ""));
  });
}

test("a pod whose interface is there is not blamed for its phase", () => {
  const denied = recorded("acl-ingress-deny.cross-node");
  const before = conclude(denied);
  const [template] = healthy.evidence.filter(
    (item) => item.name === "pod-object" && item.role === "destination",
  );
  assert.ok(template !== undefined);
  const ended = says("pod-object", "destination", { phase: "Failed" })(template);
  assert.ok(ended !== null);
  const others = denied.evidence.filter((item) => item.name !== "pod-object");
  const diagnosis = conclude({ ...denied, evidence: [...others, { ...ended, id: "e999" }] });
  assert.deepEqual(diagnosis.failure, before.failure);
  assert.equal(diagnosis.cause?.code, before.cause?.code);
  assert.ok(diagnosis.findings.some(({ code }) => code === "POD_NOT_RUNNING"));
});

test("a node that is not heard of is the cause only where nothing arrives at it", () => {
  const offline = recorded("node-offline");
  assert.equal(conclude(offline).cause?.code, "NODE_NOT_READY");
  const heard = changed(offline, says("node-object", "destination", { readyStatus: "False" }));
  assert.notEqual(heard.cause?.code, "NODE_NOT_READY");
  assert.deepEqual(heard.failure, conclude(offline).failure);
});
