import assert from "node:assert/strict";
import { test } from "node:test";
import type { CheckOutcome } from "../../../../../aggregator/checks/check.ts";
import { affinityCheck } from "../../../../../aggregator/checks/kubernetes/affinity.ts";
import { locate } from "../../../../../aggregator/correlation/locate/located.ts";
import type { CaseFile } from "../../../../../aggregator/evidence/case-file.ts";
import type { EvidenceItem } from "../../../../../aggregator/evidence/item.ts";
import { CaseView } from "../../../../../aggregator/evidence/view.ts";
import { conclude } from "../../../../../aggregator/verdict/conclude.ts";
import type { ProbeOutcome } from "../../../../../proto/wire/enums.ts";
import { recordedCases } from "../../verdict/recorded-cases.ts";

/** A client that OVN did not know: what was sent ahead of the probes was dropped. */
const learned = recordedCases().find(({ name }) =>
  name.startsWith("service-affinity-learning."),
)?.caseFile;

function outcomeOf(caseFile: CaseFile): CheckOutcome {
  const view = new CaseView(caseFile);
  return affinityCheck.run({ view, located: locate(view), stage: null });
}

function edited(change: (item: EvidenceItem) => EvidenceItem): CaseFile {
  assert.ok(learned);
  return { ...learned, evidence: learned.evidence.map(change) };
}

function probed(name: string, outcome: ProbeOutcome): CaseFile {
  return edited((item) => {
    if (item.name !== "probe" || item.series !== name || item.data === null) return item;
    const attempts = item.data.attempts.map((attempt) => ({ ...attempt, outcome }));
    return { ...item, data: { ...item.data, attempts } };
  });
}

test("the packet by which OVN learned the client is information, not a fault", () => {
  assert.ok(learned);
  assert.equal(outcomeOf(learned).status, "found");
  const { outcome, confidence, findings } = conclude(learned);
  assert.deepEqual([outcome, confidence], ["reachable", "confirmed"]);
  assert.deepEqual(
    findings.map(({ code, level }) => [code, level]),
    [["SERVICE_AFFINITY_LEARNING", "info"]],
  );
});

test("a client that OVN knows loses nothing", () => {
  assert.deepEqual(outcomeOf(probed("learning", "answered")), { status: "clean" });
});

test("where those that follow are lost as well, the first was not lost by learning", () => {
  assert.deepEqual(outcomeOf(probed("asked", "timeout")), { status: "clean" });
});

test("without the report of what was sent ahead it says so", () => {
  const unknown = edited((item) =>
    item.name === "probe" && item.series === "learning" ? { ...item, data: null } : item,
  );
  assert.equal(outcomeOf(unknown).status, "skipped");
});
