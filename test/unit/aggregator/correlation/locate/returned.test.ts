import assert from "node:assert/strict";
import { test } from "node:test";
import type { CaseFile } from "../../../../../aggregator/evidence/case-file.ts";
import type { EvidenceItem } from "../../../../../aggregator/evidence/item.ts";
import { conclude } from "../../../../../aggregator/verdict/conclude.ts";
import { plainSighting } from "../../../../../proto/records/plain.ts";
import { changed } from "../../../proto/records/sighting-from.ts";
import { recorded } from "../../verdict/edit-case.ts";

const silent = recorded("external-reverse-route-missing.cross-node.icmp");

/** Another node's tap, which saw answers to the pod's own address come in by its NIC. */
function withAnswersAt(caseFile: CaseFile, node: string): CaseFile {
  const { source, destination } = caseFile.plan;
  const tap = caseFile.evidence.find(({ name }) => name === "tap");
  assert.ok(tap?.name === "tap" && tap.data !== null);
  const left = tap.data.sightings.find(
    (one) => one.isOut && one.ip?.destination === destination.ip,
  );
  const ip = left === undefined ? null : plainSighting(left).ip;
  assert.ok(left !== undefined && ip !== null);
  const answer = changed(left, {
    direction: "in",
    ip: { ...ip, source: destination.ip, destination: source.ip, icmpType: 0 },
  });
  const data = { ...tap.data, sightings: [answer], sightingsExpected: 1 };
  const item: EvidenceItem = { ...tap, id: "e900", node, data };
  return { ...caseFile, evidence: [...caseFile.evidence, item] };
}

test("answers that come back to another node are not missing outside", () => {
  assert.equal(conclude(silent).cause?.code, "EXTERNAL_NO_REPLY");
  const { failure, cause } = conclude(withAnswersAt(silent, "node9"));
  assert.deepEqual(
    [failure?.stage, failure?.direction, failure?.node, cause?.code],
    ["gateway", "reply", "node9", "RETURNS_BY_OTHER_NODE"],
  );
});

test("in a provider network nodes see what its switches flood: nothing came back there", () => {
  const { plan } = silent;
  const destination = { ...plan.destination, attachment: "localnet" } as const;
  const flooded = withAnswersAt({ ...silent, plan: { ...plan, destination } }, "node9");
  assert.notEqual(conclude(flooded).cause?.code, "RETURNS_BY_OTHER_NODE");
});
