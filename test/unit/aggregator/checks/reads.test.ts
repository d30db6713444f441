import assert from "node:assert/strict";
import { test } from "node:test";
import { checks } from "../../../../aggregator/checks/index.ts";
import { locate } from "../../../../aggregator/correlation/locate/located.ts";
import type { EvidenceName } from "../../../../aggregator/evidence/item.ts";
import { CaseView } from "../../../../aggregator/evidence/view.ts";
import { stopOf } from "../../../../aggregator/verdict/failure.ts";
import { recordedCases } from "../verdict/recorded-cases.ts";

const cases = recordedCases();

test("every check reads the kinds of evidence that it declares, and no others", () => {
  const used = new Map(checks.map(({ name }) => [name, new Set<EvidenceName>()]));
  for (const { caseFile } of cases) {
    const view = new CaseView(caseFile);
    const located = locate(view);
    const stage = stopOf(view, located)?.stage ?? null;
    for (const check of checks) {
      const own = new CaseView(caseFile, (kind) => used.get(check.name)?.add(kind));
      check.run({ view: own, located, stage });
    }
  }
  for (const { name, reads } of checks) {
    assert.equal(new Set(reads).size, reads.length, `${name} declares a kind twice`);
    assert.deepEqual([...reads].sort(), [...(used.get(name) ?? [])].sort(), name);
  }
});
