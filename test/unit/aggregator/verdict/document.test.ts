import assert from "node:assert/strict";
import { test } from "node:test";
import { conclude } from "../../../../aggregator/verdict/conclude.ts";
import { schemas } from "../../../../proto/documents/schemas.ts";
import { recordedCases } from "./recorded-cases.ts";

test("the verdict of every recorded case is a document as the schema has it, and no more", () => {
  for (const { name, caseFile } of recordedCases()) {
    const sent: unknown = JSON.parse(JSON.stringify(conclude(caseFile)));
    // Parsing leaves out the fields that the schema does not name.
    assert.deepEqual(schemas.v1.diagnosis.parse(sent), sent, name);
  }
});
