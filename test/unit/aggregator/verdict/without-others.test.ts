import assert from "node:assert/strict";
import { test } from "node:test";
import type { AddressOwnerRow } from "../../../../aggregator/evidence/rows.ts";
import { conclude } from "../../../../aggregator/verdict/conclude.ts";
import { withoutOthers } from "../../../../aggregator/verdict/without-others.ts";
import { schemas } from "../../../../proto/documents/schemas.ts";
import type { Diagnosis } from "../../../../proto/documents/v1/diagnosis.ts";
import { conforming } from "../../proto/documents/conforming.ts";
import { recordedCases } from "./recorded-cases.ts";

/** Cases in which a third pod has the address of an end, and what is known of that one. */
const shared = recordedCases().flatMap(({ name, caseFile }) => {
  if (!/duplicate/.test(name)) return [];
  const owners = caseFile.evidence.flatMap((item): readonly AddressOwnerRow[] =>
    item.name === "address-owners" ? (item.data ?? []) : [],
  );
  return owners.length === 0 ? [] : [{ name, diagnosis: conclude(caseFile), owners }];
});

/** Of another's MAC only what answered on the wire is left, which the end itself saw. */
function toldOf({ mac }: AddressOwnerRow, { evidence, findings, cause }: Diagnosis): boolean {
  const rows = evidence.filter(({ data }) => (data as { name?: string }).name === "address-owners");
  const owned = [...findings, cause].map((one) =>
    JSON.stringify(one?.reasons ?? {}).match(/"ADDRESS_OWNED","args":\{[^}]*\}/g),
  );
  return JSON.stringify([rows, owned]).includes(mac);
}

test("there are such cases, and whoever may see all reads the other's MAC", () => {
  assert.ok(shared.length >= 2);
  for (const { diagnosis, owners } of shared) {
    assert.ok(owners.some((owner) => owner.mac !== "" && toldOf(owner, diagnosis)));
    assert.deepEqual(
      withoutOthers(diagnosis, () => true),
      diagnosis,
    );
  }
});

for (const { name, diagnosis, owners } of shared) {
  test(`${name}: of another namespace's pod its name and its namespace remain`, () => {
    const left = withoutOthers(diagnosis, () => false);
    const text = JSON.stringify(left);
    for (const owner of owners) {
      assert.ok(text.includes(owner.name));
      assert.ok(owner.mac === "" || !toldOf(owner, left), owner.mac);
    }
    conforming(schemas.v1.diagnosis, text);
    const verdict = ({ outcome, confidence, failure, stages }: Diagnosis) =>
      JSON.stringify([outcome, confidence, failure, stages]);
    assert.equal(verdict(left), verdict(diagnosis));
    assert.equal(left.cause?.code, diagnosis.cause?.code);
    assert.deepEqual(left.path, diagnosis.path);
  });
}
