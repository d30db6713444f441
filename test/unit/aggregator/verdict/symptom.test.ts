import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { CaseFile } from "../../../../aggregator/evidence/case-file.ts";
import { conclude } from "../../../../aggregator/verdict/conclude.ts";
import type { NameResolution } from "../../../../proto/documents/v1/attempts.ts";
import type { Diagnosis } from "../../../../proto/documents/v1/diagnosis.ts";
import { observationKinds, symptomKinds } from "../../../../proto/symptoms/symptom.ts";
import type { PodFacts } from "../../../../proto/wire/facts.ts";
import { expectationOf, explainSymptom } from "../../../../words/symptoms.ts";
import { recordedCases } from "./recorded-cases.ts";

const cases = recordedCases();

function told(name: string, errorText: string): Diagnosis {
  const recorded = cases.find((one) => one.name.startsWith(`${name}.ovn`));
  assert.ok(recorded, name);
  return conclude(withText(recorded.caseFile, errorText));
}

function withText(caseFile: CaseFile, errorText: string): CaseFile {
  return { ...caseFile, plan: { ...caseFile.plan, errorText } };
}

function agreement(name: string, text: string): boolean | string | null {
  const { symptom } = told(name, text);
  return symptom?.silence ?? symptom?.agrees ?? null;
}

const refused = "dial tcp 10.16.0.6:8080: connect: connection refused";
const timedOut = "curl: (28) Connection timed out after 5000 milliseconds";
const noRoute = "No route to host";
const unreachable = "ping: connect: Network is unreachable";

/** Recorded case, text, and what the evidence of the case says of the text. */
const table: readonly [string, string, boolean | string][] = [
  ["port-not-listening.cross-node.tcp", refused, true],
  ["port-not-listening.cross-node.tcp", timedOut, false],
  ["port-not-listening.cross-node.udp", refused, true],
  ["acl-ingress-deny.cross-node.tcp", timedOut, true],
  ["acl-ingress-deny.cross-node.tcp", refused, false],
  ["acl-ingress-deny.cross-node.icmp", refused, "needs-connection"],
  ["acl-ingress-deny.cross-node.tcp", noRoute, false],
  ["acl-ingress-deny.cross-node.tcp", "connection reset by peer", false],
  ["healthy.cross-node.tcp", timedOut, false],
  ["healthy.cross-node.tcp", "connection reset by peer", "after-connection"],
  ["healthy.cross-node.tcp", "Read timed out", "after-connection"],
  ["healthy.cross-node.tcp", "HTTP/1.1 503 Service Unavailable", true],
  ["healthy.cross-node.icmp", unreachable, false],
  ["healthy.cross-node.tcp", "no such host", "name-not-asked"],
  ["healthy.cross-node.tcp", "it is broken", "text-not-known"],
  ["underlay-loss.cross-node.tcp", timedOut, true],
  ["underlay-mtu-small.cross-node.tcp", "Read timed out", true],
  ["underlay-mtu-small.cross-node.tcp", "message too long", true],
];

for (const [name, text, expected] of table) {
  test(`${name}, "${text}": ${expected}`, () => {
    assert.equal(agreement(name, text), expected);
    const { symptom, findings } = told(name, text);
    const reported = findings.filter(({ code }) => code === "SYMPTOM_NOT_REPRODUCED");
    assert.equal(reported.length, expected === false ? 1 : 0);
    for (const { level, evidence } of reported) {
      assert.equal(level, "info");
      assert.notDeepEqual(evidence, []);
    }
    assert.equal(symptom?.text, text);
    assert.notEqual(symptom?.explanation, "");
  });
}

test("without a text there is no symptom, and the verdict is the same as with one", () => {
  for (const { caseFile } of cases) {
    const plain = conclude(caseFile);
    assert.equal(plain.symptom, null);
    const asked = conclude(withText(caseFile, refused));
    const { symptom: _symptom, findings: _findings, ...rest } = asked;
    const { symptom: _none, findings: _same, ...before } = plain;
    assert.deepEqual(rest, before);
  }
});

/** The case with other facts of the source pod. */
function withFacts(name: string, facts: Partial<PodFacts>): CaseFile {
  const recorded = cases.find((one) => one.name.startsWith(`${name}.ovn`));
  assert.ok(recorded, name);
  const evidence = recorded.caseFile.evidence.map((item) =>
    item.name === "pod" && item.role === "source" && item.data !== null
      ? { ...item, data: { ...item.data, ...facts } }
      : item,
  );
  return { ...recorded.caseFile, evidence };
}

test("a pod without a route says that the network is unreachable, where that was looked at", () => {
  const facts = { routeTo: null, routeError: "Network is unreachable" };
  const caseFile = withFacts("acl-egress-deny.cross-node.tcp", facts);
  assert.equal(conclude(withText(caseFile, unreachable)).symptom?.agrees, true);
  const rejecting = withFacts("acl-egress-deny.cross-node.tcp", {
    ...facts,
    routeError: "No route to host",
  });
  assert.equal(conclude(withText(rejecting, noRoute)).symptom?.agrees, true);
  assert.equal(conclude(withText(rejecting, unreachable)).symptom?.agrees, false);
});

test("evidence taken away opens the question, and never turns it round", () => {
  const texts = [refused, timedOut, noRoute, unreachable, "Read timed out", "message too long"];
  const law = fc.property(
    fc.constantFrom(...cases),
    fc.constantFrom(...texts),
    fc.nat(60),
    ({ caseFile, name }, text, which) => {
      const before = conclude(withText(caseFile, text)).symptom?.agrees ?? null;
      const evidence = caseFile.evidence.filter(
        (item, index) => item.name !== "probe" && index !== which % caseFile.evidence.length,
      );
      const after = conclude(withText({ ...caseFile, evidence }, text)).symptom?.agrees ?? null;
      assert.equal(after, null, `${name}: ${before} became ${after} without a probe's report`);
    },
  );
  fc.assert(law, { numRuns: 200 });
});

test("a neighbour that nobody answers for is no route to host; unseen, it is open", () => {
  const name = "logical-port-missing.cross-node.tcp";
  assert.equal(agreement(name, noRoute), "neighbour-remembered");
  const neighbours = [
    { address: "10.16.0.1", mac: "", state: "FAILED", device: "eth0" },
    { address: "10.16.0.6", mac: "", state: "FAILED", device: "eth0" },
  ];
  const recorded = withFacts(name, {});
  const address = recorded.plan.destination.ip;
  const asked = withFacts(name, {
    neighbours: [...neighbours, { address, mac: "", state: "FAILED", device: "eth0" }],
  });
  assert.equal(conclude(withText(asked, noRoute)).symptom?.agrees, true);
  const evidence = recorded.evidence.filter((item) => item.name !== "tap");
  const blind = conclude(withText({ ...recorded, evidence }, noRoute));
  assert.equal(blind.symptom?.silence, "neighbour-not-observed");
});

test("every kind and every observation has words in both languages", () => {
  for (const kind of symptomKinds) {
    for (const observation of observationKinds) {
      const observed = [{ kind: observation, count: 2, of: 5 }];
      for (const agrees of [true, false]) {
        const symptom = { kind, agrees, observed, silence: null };
        assert.match(explainSymptom(symptom, "zh"), /\p{Script=Han}/u);
        assert.match(explainSymptom(symptom, "en"), /2 of 5/);
        assert.doesNotMatch(
          explainSymptom(symptom, "zh").replace(/ARP|ND|ICMP|TCP|MTU|MAC|Pod|tapline/g, ""),
          /[A-Za-z]{3,}/,
        );
      }
    }
    assert.notEqual(expectationOf(kind, "zh"), expectationOf(kind, "en"));
  }
});

const nameText = "dial tcp: lookup web.shop: no such host";

/** The case as if its destination had been a host name. */
function named(resolution: Partial<NameResolution>): CaseFile {
  const recorded = cases.find((one) => one.name.startsWith("healthy.cross-node.tcp"));
  assert.ok(recorded);
  const { caseFile } = recorded;
  const whole: NameResolution = {
    name: "web.shop",
    status: "answered",
    addresses: ["10.16.0.6"],
    foundAs: "web.shop.svc.cluster.local",
    source: "dns",
    nameservers: ["10.96.0.10"],
    attempts: [{ name: "web.shop.svc.cluster.local", outcome: "answered" }],
    reason: null,
    used: "10.16.0.6",
    ...resolution,
  };
  return { ...caseFile, plan: { ...caseFile.plan, resolution: whole } };
}

test("a name that the pod resolves contradicts a text that says it does not", () => {
  const diagnosis = conclude(withText(named({}), nameText));
  assert.equal(diagnosis.symptom?.agrees, false);
  assert.match(diagnosis.symptom?.explanation ?? "", /1 of 1 names were resolved/);
  assert.equal(diagnosis.resolution?.used, "10.16.0.6");
});

test("a name that the pod does not resolve is the text's very meaning, and a finding", () => {
  const attempts = [{ name: "web.shop", outcome: "ENOTFOUND" }];
  const caseFile = named({ status: "failed", addresses: [], attempts, used: "svc/shop/web" });
  const { symptom, findings, outcome } = conclude(withText(caseFile, nameText));
  assert.deepEqual([symptom?.agrees, outcome], [true, "reachable"]);
  const [finding] = findings.filter(({ code }) => code === "NAME_NOT_RESOLVED");
  assert.equal(finding?.level, "critical");
  assert.match(finding?.summary ?? "", /web\.shop does not resolve: 10\.96\.0\.10 says web\.shop/);
});

test("a resolver that was not asked leaves the question open, and is no finding", () => {
  const caseFile = named({ status: "not-asked", addresses: [], reason: "no process is visible" });
  const { symptom, findings } = conclude(withText(caseFile, nameText));
  assert.equal(symptom?.silence, "resolver-not-asked");
  assert.ok(findings.every(({ code }) => code !== "NAME_NOT_RESOLVED"));
});
