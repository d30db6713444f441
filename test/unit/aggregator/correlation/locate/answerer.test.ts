import assert from "node:assert/strict";
import { test } from "node:test";
import type { CaseFile } from "../../../../../aggregator/evidence/case-file.ts";
import type { EvidenceItem } from "../../../../../aggregator/evidence/item.ts";
import { conclude } from "../../../../../aggregator/verdict/conclude.ts";
import { recorded } from "../../verdict/edit-case.ts";

const onNode = recorded("external-address-on-node.cross-node.icmp");
const balanced = recorded("external-address-balanced.cross-node.tcp");

function without(caseFile: CaseFile, isGone: (item: EvidenceItem) => boolean): CaseFile {
  const evidence = caseFile.evidence.filter((item) => !isGone(item));
  assert.ok(evidence.length < caseFile.evidence.length);
  return { ...caseFile, evidence };
}

function portOf(role: string): (item: EvidenceItem) => boolean {
  return (item) => item.name === "port" && item.role === role;
}

test("who answered is open where the point that would show it was not watched", () => {
  const { source } = balanced.plan;
  const blind = [
    without(onNode, portOf("destination")),
    without(onNode, (item) => item.name === "tap" && item.node === onNode.plan.destination.node),
    without(balanced, portOf("source")),
    without(balanced, (item) => item.name === "tap" && item.node === source.node),
  ];
  for (const caseFile of blind) {
    const { outcome, confidence, failure } = conclude(caseFile);
    assert.deepEqual([outcome, confidence, failure], ["inconclusive", "inconclusive", null]);
  }
});

test("a pod that OVN delivers to answers itself, whether or not its node was watched", () => {
  const healthy = recorded("healthy.cross-node.udp");
  const { node } = healthy.plan.destination;
  const { outcome, confidence } = conclude(
    without(healthy, (item) => item.name === "tap" && item.node === node),
  );
  assert.deepEqual([outcome, confidence], ["reachable", "likely"]);
});

test("without the trace by which OVN delivers, an unwatched pod may not be who answered", () => {
  const healthy = recorded("healthy.cross-node.udp");
  const { node } = healthy.plan.destination;
  const { outcome } = conclude(
    without(
      healthy,
      (item) => item.name === "logical-trace" || (item.name === "tap" && item.node === node),
    ),
  );
  assert.equal(outcome, "inconclusive");
});
