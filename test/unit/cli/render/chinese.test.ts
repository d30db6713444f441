import assert from "node:assert/strict";
import { test } from "node:test";
import type { CaseFile } from "../../../../aggregator/evidence/case-file.ts";
import type { EvidenceItem } from "../../../../aggregator/evidence/item.ts";
import { conclude } from "../../../../aggregator/verdict/conclude.ts";
import { renderAgents } from "../../../../cli/render/agents.ts";
import { renderDiagnosis } from "../../../../cli/render/diagnosis/diagnosis.ts";
import { summariseRepeat } from "../../../../cli/repeat-summary.ts";
import type { Diagnosis } from "../../../../proto/documents/v1/diagnosis.ts";
import { reason } from "../../../../proto/reasons/index.ts";
import { sampleOf } from "../../../seed.ts";
import { recordedCases } from "../../aggregator/verdict/recorded-cases.ts";

const chinese = { lang: "zh", color: false, columns: 1000, wide: true } as const;

/** Commands and evidence are shown as they are; so is what a program or an old case itself said. */
function prose(text: string, verbatim: readonly string[]): string[] {
  const [before = ""] = text.split("\n证据\n");
  return (
    verbatim
      .reduce((left, said) => left.replaceAll(wrapped(said), ""), before)
      .replace(/\n +/g, "\n")
      .split("\n")
      .filter((line) => !/^[$!] /.test(line))
      // What a tool itself said stands as it is.
      .filter((line) => !/ovs-appctl|ovs-vswitchd\.\d|^bad value for |^ended with exit/.test(line))
      // What the user typed, and the names of an nftables rule.
      .map((line) => line.replace(/“[^”]*”/g, "").replace(/\w+ \w+ \w+ handle \d+/g, ""))
  );
}

/** Three words in a row are a sentence, or the beginning of one. */
const sentence = /(?<![\w./-])[A-Za-z][a-z']+ [a-z']{2,} [a-z']{2,}(?![\w./-])/;

/** A text as it stands in a paragraph, whatever its lines. */
function wrapped(text: string): RegExp {
  const words = text.trim().split(/\s+/);
  return new RegExp(words.map((word) => word.replace(/[^\w]/g, "\\$&")).join("\\s+"), "g");
}

/** Longest first: one may hold another. */
function saidIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  if ("code" in value && "args" in value && value.code === "SAID") {
    const { text } = value.args as { readonly text: string };
    return text === "" ? [] : [text];
  }
  const all = Object.values(value).flatMap(saidIn);
  return all.toSorted((a, b) => b.length - a.length);
}

function assertNoEnglish(diagnosis: Diagnosis, name: string): void {
  for (const line of prose(renderDiagnosis(diagnosis, chinese), saidIn(diagnosis))) {
    assert.doesNotMatch(line, sentence, name);
  }
}

test("no English sentence is left in a verdict of any recorded case", () => {
  for (const { name, caseFile } of recordedCases()) {
    const plan = { ...caseFile.plan, errorText: "no route to host" };
    assertNoEnglish(conclude({ ...caseFile, plan }), name);
  }
});

function without(caseFile: CaseFile, index: number): CaseFile {
  const evidence = caseFile.evidence.map((item, at) =>
    at === index
      ? ({
          ...item,
          status: "failed",
          reason: reason("NO_AGENT", { node: "node2" }),
          data: null,
        } as EvidenceItem)
      : item,
  );
  return { ...caseFile, evidence };
}

test("nor where something could not be looked at", () => {
  for (const { name, caseFile } of sampleOf(recordedCases(), 12)) {
    for (const index of caseFile.evidence.keys()) {
      assertNoEnglish(conclude(without(caseFile, index)), `${name} without ${index}`);
    }
  }
});

test("nor in a repeated one", () => {
  const verdicts = recordedCases()
    .slice(0, 6)
    .map(({ caseFile }) => conclude(caseFile));
  assertNoEnglish(summariseRepeat(verdicts, 9), "repeated");
});

test("agents and sources", () => {
  const agent = { node: "node1", status: "away", reason: "", clockOffsetMs: null, cpuPercent: 0 };
  const sources = [{ name: "ovn-northbound", status: "stale", reason: "no answer in 500 ms" }];
  const document = { agents: [agent], sources } as unknown as Parameters<typeof renderAgents>[0];
  const text = renderAgents(document, chinese);
  assert.match(text, /✘ 离线/);
  assert.match(text, /✘ 过期/);
});
