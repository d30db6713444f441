import assert from "node:assert/strict";
import { test } from "node:test";
import { conclude } from "../../../../../aggregator/verdict/conclude.ts";
import { failed, recorded } from "../../verdict/edit-case.ts";

const missing = recorded("gateway-port-missing.cross-node.tcp");

test("without a gateway nothing can be traced, and packets stop on the source's bridge", () => {
  const { failure, confidence } = conclude(missing);
  assert.deepEqual([failure?.stage, failure?.direction], ["source-bridge", "request"]);
  assert.equal(failure?.lastSeenAt, "source-veth");
  assert.equal(confidence, "confirmed");
});

test("whether the ports are wired up must be known for that", () => {
  for (const name of ["logical-port", "port-binding", "port"] as const) {
    const diagnosis = conclude(failed(missing, name));
    assert.equal(diagnosis.outcome, "inconclusive", name);
    assert.equal(diagnosis.failure, null, name);
  }
});
