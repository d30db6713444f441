import assert from "node:assert/strict";
import { test } from "node:test";
import { catalogue } from "../../../../lab/faults/catalogue.ts";
import { faultsDocument, faultsTable } from "../../../../lab/faults/document.ts";

test("there are at least 24 faults, each with a name of its own", () => {
  const names = catalogue.map(({ name }) => name);
  assert.ok(names.length >= 24);
  assert.equal(new Set(names).size, names.length);
  for (const name of names) assert.match(name, /^[a-z]+[0-9]?(-[a-z]+)*$/);
});

test("control-plane faults have the direction request, as the design says", () => {
  for (const { name, expect } of catalogue) {
    if (expect.stage === "control-plane") assert.equal(expect.direction, "request", name);
  }
});

test("an override for one node is there only where one node is a placement", () => {
  for (const { name, placements, expectSameNode } of catalogue) {
    if (expectSameNode !== undefined) assert.ok(placements.includes("same-node"), name);
  }
});

test("the document and the table hold the whole catalogue", () => {
  const { faults } = faultsDocument() as { faults: { name: string; expect: object }[] };
  assert.deepEqual(
    faults.map(({ name, expect }) => ({ name, expect })),
    catalogue.map(({ name, expect }) => ({ name, expect })),
  );
  for (const { name } of catalogue) assert.match(faultsTable(), new RegExp(`^${name} `, "m"));
});
