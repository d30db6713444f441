import assert from "node:assert/strict";
import { test } from "node:test";
import type { CaseFile } from "../../../../aggregator/evidence/case-file.ts";
import { fromRecord, fromRecords, toRecords } from "../../../../aggregator/evidence/case-record.ts";
import { conclude } from "../../../../aggregator/verdict/conclude.ts";
import { concludeFamilies } from "../../../../aggregator/verdict/families.ts";
import { recordedCases } from "./recorded-cases.ts";

const cases = recordedCases();

function caseNamed(name: string): CaseFile {
  const found = cases.find((one) => one.name.startsWith(name));
  assert.ok(found, name);
  return found.caseFile;
}

/** The same case with addresses of IPv6; its packets are then none of the path's. */
function overIpv6(caseFile: CaseFile): CaseFile {
  const { plan } = caseFile;
  return {
    ...caseFile,
    id: `${caseFile.id}-6`,
    plan: {
      ...plan,
      source: { ...plan.source, ip: "fd00:10:16::5" },
      destination: { ...plan.destination, ip: "fd00:10:16::6" },
    },
  };
}

const healthy = caseNamed("healthy.cross-node.icmp");
const denied = caseNamed("acl-ingress-deny.cross-node.icmp");

test("one IP version alone is the verdict itself, and its line", () => {
  const { diagnosis } = concludeFamilies([healthy]);
  const { families, ...rest } = diagnosis;
  assert.deepEqual(rest, conclude(healthy));
  assert.deepEqual(
    families?.map(({ family, sourceIp, outcome }) => [family, sourceIp, outcome]),
    [["IPv4", healthy.plan.source.ip, "reachable"]],
  );
});

test("the worse version is the verdict, whichever it is and however they are given", () => {
  const failing = { ...overIpv6(denied), plan: { ...denied.plan } };
  const six = { ...failing, id: "six" };
  for (const given of [
    [healthy, six],
    [six, healthy],
  ]) {
    const { diagnosis, cases: ordered } = concludeFamilies(given);
    assert.equal(diagnosis.outcome, "unreachable");
    assert.equal(diagnosis.id, "six");
    assert.equal(ordered[0], six);
    assert.equal(diagnosis.families?.length, 2);
  }
});

test("IPv4 has the first line, and the verdict on a tie", () => {
  const six = overIpv6(denied);
  const { diagnosis } = concludeFamilies([six, { ...six, id: "four", plan: denied.plan }]);
  assert.deepEqual(
    diagnosis.families?.map(({ family }) => family),
    ["IPv4", "IPv6"],
  );
  // Of two that are not equally bad the worse is the verdict; of two that are, IPv4's.
  const tie = concludeFamilies([overIpv6(healthy), overIpv6(healthy), healthy]);
  assert.equal(tie.diagnosis.families?.[0]?.family, "IPv4");
  const equal = concludeFamilies([
    { ...denied, id: "b" },
    { ...denied, id: "a" },
  ]);
  assert.equal(equal.diagnosis.id, "b");
});

test("a record of both is read back as both, and alone as the one the verdict is about", () => {
  const { cases: ordered } = concludeFamilies([healthy, overIpv6(denied)]);
  const record: unknown = JSON.parse(JSON.stringify(toRecords(ordered)));
  assert.deepEqual(fromRecords(record), ordered);
  assert.deepEqual(fromRecord(record), ordered[0]);
  // Sightings are views, of which the content is not compared: it is when written again.
  assert.deepEqual(JSON.parse(JSON.stringify(toRecords(fromRecords(record)))), record);
  assert.deepEqual(fromRecords(JSON.parse(JSON.stringify(toRecords([healthy])))), [healthy]);
});
