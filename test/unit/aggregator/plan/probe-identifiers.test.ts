import assert from "node:assert/strict";
import { test } from "node:test";
import { ProbeIdentifiers } from "../../../../aggregator/plan/probe-identifiers.ts";

test("no port comes again before all others of the range have been used", () => {
  const identifiers = new ProbeIdentifiers();
  const seen = new Set<number>();
  for (let series = 0; series < 800; series++) {
    const first = identifiers.ports(5);
    for (let port = first; port < first + 5; port++) {
      assert.ok(port >= 61_000 && port <= 65_535, String(port));
      assert.ok(!seen.has(port), `port ${port} twice`);
      seen.add(port);
    }
  }
});

test("echo identifiers are 16 bits, not 0, and all different", () => {
  const identifiers = new ProbeIdentifiers();
  const seen = new Set(Array.from({ length: 30_000 }, () => identifiers.echo()));
  assert.equal(seen.size, 30_000);
  assert.ok(!seen.has(0) && Math.max(...seen) <= 0xffff);
});
