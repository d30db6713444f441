import assert from "node:assert/strict";
import { test } from "node:test";
import type { PlannedService } from "../../../../aggregator/evidence/plan.ts";
import { defaultCount } from "../../../../aggregator/plan/series-plan.ts";

function countFor(backends: number): number {
  const service: PlannedService = {
    namespace: "default",
    name: "web",
    ip: "10.96.0.10",
    port: 80,
    backends: Array.from({ length: backends }, (_, index) => ({
      ip: `10.16.0.${index + 2}`,
      port: 8080,
      end: null,
    })),
  };
  return defaultCount({ service });
}

test("probes meet every backend of a Service, within reason", () => {
  assert.equal(defaultCount({ service: null }), 5);
  assert.deepEqual([0, 1, 2, 3, 4, 16].map(countFor), [5, 5, 8, 12, 16, 16]);
});
