import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { renderDiagnosis } from "../../../../../cli/render/diagnosis/diagnosis.ts";
import { displayWidth } from "../../../../../cli/render/width.ts";
import type { Count, Diagnosis } from "../../../../../proto/documents/v1/diagnosis.ts";
import type { Language } from "../../../../../words/language.ts";
import * as documents from "../../documents.ts";

const golden = new URL("../../golden/", import.meta.url);

/** Compares with the recorded text; `TAPLINE_GOLDEN=write` records it anew, for a diff to show. */
function compare(name: string, text: string): void {
  const file = new URL(`${name}.txt`, golden);
  if (process.env.TAPLINE_GOLDEN === "write") writeFileSync(file, text);
  assert.equal(text, readFileSync(file, "utf8"));
}

const languages: readonly Language[] = ["en", "zh"];
const plain = { color: false, columns: 100, wide: false };

for (const [name, document] of Object.entries(documents)) {
  for (const lang of languages) {
    test(`${name} reads as recorded in ${lang}`, () => {
      compare(`${name}.${lang}`, renderDiagnosis(document, { ...plain, lang }));
    });
  }
}

test("wide adds checks and evidence", () => {
  const text = renderDiagnosis(documents.aclDenied, { ...plain, lang: "en", wide: true });
  compare("aclDenied.wide.en", text);
});

test("colour changes nothing but colour", () => {
  for (const document of Object.values(documents)) {
    const options = { ...plain, lang: "en" as const };
    const coloured = renderDiagnosis(document, { ...options, color: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape that starts a colour
    const bare = coloured.replace(/\u001b\[[0-9;]*m/g, "");
    assert.notEqual(coloured, bare);
    assert.equal(bare, renderDiagnosis(document, options));
  }
});

test("the first line is the verdict and stays one line on a narrow terminal", () => {
  const text = renderDiagnosis(documents.aclDenied, { ...plain, lang: "en", columns: 60 });
  const first = text.split("\n")[0] ?? "";
  const head =
    "UNREACHABLE (confirmed): default/a → default/b tcp 8080 — " +
    "requests stop at destination-bridge on node2: packets from ";
  assert.equal(first.slice(0, head.length), head);
  assert.match(first, / \[ACL_DENIED\]$/);
});

test("a narrow terminal breaks prose and tables, not names and commands", () => {
  for (const lang of languages) {
    const lines = renderDiagnosis(documents.twoFaults, { ...plain, lang, columns: 72 }).split("\n");
    const long = lines.slice(1).filter((line) => displayWidth(line) > 72);
    for (const line of long) assert.match(line, /^ {6}[$!] |01JD7Z3M8Q/);
  }
});

const anyCount = fc.record({
  expected: fc.nat(9),
  seen: fc.oneof(fc.constant(null), fc.nat(9)),
});

test("a count that nobody made is never printed as a number", () => {
  const law = fc.property(anyCount, anyCount, (request: Count, reply: Count) => {
    const path = [
      {
        point: "source-veth" as const,
        node: "node1",
        interface: "eth0",
        request,
        reply,
        lost: 0,
      },
    ];
    const document: Diagnosis = { ...documents.inconclusive, path };
    const text = renderDiagnosis(document, { ...plain, lang: "en" });
    const row = text.split("\n").find((line) => line.includes("source-veth ")) ?? "";
    const unknown = [request, reply].filter(({ seen }) => seen === null).length;
    assert.equal(row.split("? not observed").length - 1, unknown);
    assert.equal((row.match(/[✔✘·]/g) ?? []).length, 2 - unknown);
  });
  fc.assert(law);
});

test("a document with nothing in it still says what it says", () => {
  const empty: Diagnosis = {
    ...documents.inconclusive,
    path: [],
    stages: [],
    checks: [],
    evidence: [],
    coverage: { agents: [], lost: 0, notObserved: [] },
  };
  const text = renderDiagnosis(empty, { ...plain, lang: "en" });
  assert.match(
    text,
    /^INCONCLUSIVE: default\/a → default\/b tcp 8080 — the evidence does not name a stage\n/,
  );
});
