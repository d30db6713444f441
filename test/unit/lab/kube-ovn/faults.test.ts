import assert from "node:assert/strict";
import { test } from "node:test";
import { catalogue } from "../../../../lab/faults/catalogue.ts";
import { faultsDocument } from "../../../../lab/faults/document.ts";
import { onKubeOvn, treatments } from "../../../../lab/kube-ovn/faults.ts";

const names = catalogue.map(({ name }) => name);

test("only faults of the catalogue are treated differently on a real Kube-OVN", () => {
  assert.deepEqual(
    Object.keys(treatments).filter((name) => !names.includes(name)),
    [],
  );
});

test("most faults apply, and those that do not say why", () => {
  const applies = names.filter((name) => onKubeOvn(name).applies);
  assert.ok(applies.length > names.length * 0.9, `${applies.length} of ${names.length}`);
  const refused = onKubeOvn("admin-policy-deny");
  assert.ok(!refused.applies);
  assert.match(refused.because, /^not on a real Kube-OVN, because the lab writes rows into NB/);
});

test("what the controller heals stops it first", () => {
  assert.deepEqual(onKubeOvn("logical-port-missing"), { applies: true, stops: ["controller"] });
  assert.deepEqual(onKubeOvn("gateway-no-masquerade"), { applies: true, stops: ["daemons"] });
  assert.deepEqual(onKubeOvn("underlay-blocked"), { applies: true, stops: [] });
});

test("the document of the catalogue says of each fault whether it applies", () => {
  const { faults } = faultsDocument() as { faults: { name: string; onKubeOvn: object }[] };
  for (const fault of faults) assert.deepEqual(fault.onKubeOvn, onKubeOvn(fault.name));
});
