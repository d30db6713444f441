import assert from "node:assert/strict";
import { test } from "node:test";
import type { Inventory } from "../../../../aggregator/inventory/inventory.ts";
import { PlanError } from "../../../../aggregator/plan/plan-error.ts";
import { familyOfEnds, planFamilies } from "../../../../aggregator/plan/plan-families.ts";
import { ProbeIdentifiers } from "../../../../aggregator/plan/probe-identifiers.ts";
import type { DiagnosisRequest } from "../../../../aggregator/plan/request.ts";
import { reasonIn } from "../../../../words/reasons/index.ts";

const request: DiagnosisRequest = {
  source: "a",
  destination: "b",
  namespace: "default",
  protocol: null,
  port: null,
  family: null,
  count: 5,
  size: null,
  passive: false,
  timeoutMs: 15_000,
  errorText: "",
  httpPath: "",
  interface: "",
};

/** Two pods with these addresses, and nothing else. */
function inventoryOf(pods: Readonly<Record<string, readonly string[]>>): Inventory {
  const podNamed = (word: string): object => {
    const [name, ips] = Object.entries(pods).find(([key, all]) => {
      return key === word || all.includes(word);
    }) ?? [word, []];
    return { kind: "Pod", namespace: "default", name, node: `node-${name}`, ips, subnet: null };
  };
  return {
    endpoint: podNamed,
    onInterface: (endpoint: object) => endpoint,
    inSubnet: (endpoint: object) => endpoint,
    northbound: { logicalSwitch: () => null, portsWithAddress: () => [] },
    kubernetes: {},
    southbound: { portBinding: () => null },
  } as unknown as Inventory;
}

const dual = {
  a: ["10.16.0.5", "fd00:10:16::5"],
  b: ["10.16.0.6", "fd00:10:16::6"],
};

function familiesOf(
  pods: Readonly<Record<string, readonly string[]>>,
  words: Partial<DiagnosisRequest> = {},
): { destinations: string[]; notDiagnosed: string } {
  const plans = planFamilies(inventoryOf(pods), { ...request, ...words }, new ProbeIdentifiers());
  return {
    destinations: plans.map(({ destination }) => destination.ip),
    notDiagnosed: plans
      .flatMap(({ notDiagnosed }) => (notDiagnosed ? reasonIn("en", notDiagnosed) : []))
      .join(""),
  };
}

test("two dual-stack pods are diagnosed over both, IPv4 first, each with its own probes", () => {
  const plans = planFamilies(inventoryOf(dual), request, new ProbeIdentifiers());
  assert.deepEqual(
    plans.map(({ source, destination }) => [source.ip, destination.ip]),
    [
      ["10.16.0.5", "10.16.0.6"],
      ["fd00:10:16::5", "fd00:10:16::6"],
    ],
  );
  const identifiers = plans.flatMap(({ series }) => series.map((one) => one.identifier));
  assert.equal(new Set(identifiers).size, identifiers.length);
});

test("a version that is asked for, or that an address names, is the only one", () => {
  const six = { destinations: ["fd00:10:16::6"], notDiagnosed: "" };
  assert.deepEqual(familiesOf(dual, { family: 6 }), six);
  assert.deepEqual(familiesOf(dual, { destination: "fd00:10:16::6" }), six);
  assert.deepEqual(familiesOf(dual, { source: "fd00:10:16::5" }), six);
  assert.deepEqual(familiesOf(dual, { destination: "10.16.0.6" }).destinations, ["10.16.0.6"]);
  assert.equal(familyOfEnds({ source: "a", destination: "b" }), null);
});

test("of a pair that shares one version the other is said to be not diagnosed", () => {
  const { destinations, notDiagnosed } = familiesOf({ ...dual, b: ["10.16.0.6"] });
  assert.deepEqual(destinations, ["10.16.0.6"]);
  assert.equal(notDiagnosed, "IPv6: not diagnosed, the destination has no IPv6 address");
  const sixOnly = familiesOf({ ...dual, a: ["fd00:10:16::5"] });
  assert.deepEqual(sixOnly.destinations, ["fd00:10:16::6"]);
  assert.equal(sixOnly.notDiagnosed, "IPv4: not diagnosed, the source has no IPv4 address");
});

test("a version that neither end has is no news; two ends without a common one are refused", () => {
  const four = { a: ["10.16.0.5"], b: ["10.16.0.6"] };
  assert.deepEqual(familiesOf(four), { destinations: ["10.16.0.6"], notDiagnosed: "" });
  const refused = (thrown: unknown): boolean =>
    thrown instanceof PlanError && thrown.type.code === "NO_COMMON_FAMILY";
  assert.throws(() => familiesOf({ a: ["10.16.0.5"], b: ["fd00:10:16::6"] }), refused);
  assert.throws(() => familiesOf({ ...dual, b: ["10.16.0.6"] }, { family: 6 }), refused);
});
