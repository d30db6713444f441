import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { checks } from "../../../../aggregator/checks/index.ts";
import { collectors, traceCollectors } from "../../../../aggregator/collect/index.ts";
import { locate } from "../../../../aggregator/correlation/locate/located.ts";
import type { EvidenceName } from "../../../../aggregator/evidence/item.ts";
import { CaseView } from "../../../../aggregator/evidence/view.ts";
import { environmentOf } from "../../../../aggregator/verdict/environment.ts";
import { stopOf } from "../../../../aggregator/verdict/failure.ts";
import { recordedCases } from "../verdict/recorded-cases.ts";

const given = new Set(collectors.flatMap(({ gives }) => gives));
const cases = recordedCases();

/** What correlation and the verdict ask the case for, besides checks. */
function readByVerdict(): Set<EvidenceName> {
  const read = new Set<EvidenceName>();
  for (const { caseFile } of cases) {
    const view = new CaseView(caseFile, (kind) => read.add(kind));
    stopOf(view, locate(view));
    environmentOf(view);
  }
  return read;
}

test("every collector has a name of its own, and is in the list", () => {
  assert.equal(new Set(collectors.map(({ name }) => name)).size, collectors.length);
  const folder = new URL("../../../../aggregator/collect/", import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (file) =>
      file.endsWith(".ts") &&
      /^export const \w+: Collector = /m.test(readFileSync(new URL(file, folder), "utf8")),
  );
  assert.equal(files.length, collectors.length);
});

test("every kind of evidence that a check or a collector reads is given by a collector", () => {
  for (const { name, reads } of checks) {
    for (const kind of reads) assert.ok(given.has(kind), `${name} reads ${kind}`);
  }
  for (const { name, needs } of collectors) {
    for (const kind of needs) assert.ok(given.has(kind), `${name} needs ${kind}`);
  }
});

test("every kind of evidence that is collected is read by something", () => {
  const read = new Set([...readByVerdict(), ...checks.flatMap(({ reads }) => reads)]);
  assert.deepEqual(
    [...given].filter((kind) => !read.has(kind)),
    [],
  );
});

test("every kind of evidence of a recorded case is given by a collector", () => {
  const kinds = new Set(cases.flatMap(({ caseFile }) => caseFile.evidence.map(({ name }) => name)));
  assert.deepEqual([...kinds].sort(), [...given].sort());
});

test("a trace collects with the collectors of a diagnosis, and sends nothing", () => {
  for (const one of traceCollectors) assert.ok(collectors.includes(one), one.name);
  assert.ok(!traceCollectors.some(({ gives }) => gives.includes("probe")));
});
