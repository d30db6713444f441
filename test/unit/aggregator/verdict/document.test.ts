import assert from "node:assert/strict";
import { test } from "node:test";
import { conclude } from "../../../../aggregator/verdict/conclude.ts";
import { schemas } from "../../../../proto/documents/schemas.ts";
import { conforming } from "../../proto/documents/conforming.ts";
import { recordedCases } from "./recorded-cases.ts";

test("the verdict of every recorded case is a document as the schema has it, and no more", () => {
  for (const { name, caseFile } of recordedCases()) {
    const json = JSON.stringify(conclude(caseFile));
    assert.doesNotThrow(() => conforming(schemas.v1.diagnosis, json), name);
  }
});
