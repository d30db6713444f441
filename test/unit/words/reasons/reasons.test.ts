import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { test } from "node:test";
import type { ArgKind, ReasonTable } from "../../../../proto/reasons/define.ts";
import { type Reason, reason, reasonTable, said } from "../../../../proto/reasons/index.ts";
import { languages } from "../../../../words/language.ts";
import { reasonIn } from "../../../../words/reasons/index.ts";

const table: ReasonTable = reasonTable;

/** A value by which an argument is recognised in a sentence. */
function sample(kind: ArgKind, at: number): unknown {
  const text = `value${at}`;
  if (kind.startsWith("number")) return 7000 + at;
  if (kind.startsWith("reasons")) return [said(text), said(`${text}b`)];
  if (kind.startsWith("reason")) return said(text);
  return kind.startsWith("strings") ? [text, `${text}b`] : text;
}

for (const [code, row] of Object.entries(table)) {
  test(`${code}: each language says it in one line, without a final period`, () => {
    const args = Object.fromEntries(
      Object.entries(row).map(([name, kind], at) => [name, sample(kind, at)]),
    );
    for (const lang of languages) {
      const text = reasonIn(lang, { code, args } as Reason);
      assert.match(text, /^\S.*[^\s.。]$/, lang);
      assert.doesNotMatch(text, /undefined|null|\[object/, lang);
      if (lang === "zh" && code !== "SAID" && code !== "ALL_OF")
        assert.match(text, /\p{Script=Han}/u);
    }
  });

  test(`${code}: what may be missing leaves a whole sentence`, () => {
    const args = Object.fromEntries(
      Object.entries(row).map(([name, kind], at) => [
        name,
        kind.endsWith("?") ? null : sample(kind, at),
      ]),
    );
    for (const lang of languages) {
      assert.doesNotMatch(reasonIn(lang, { code, args } as Reason), /undefined|null/, lang);
    }
  });
}

test("a reason inside a reason is said in the same language", () => {
  const both = reason("ALL_OF", { reasons: [reason("CANCELLED", {}), said("EPERM")] });
  assert.equal(reasonIn("en", both), "cancelled; EPERM");
  assert.equal(reasonIn("zh", both), "已取消；EPERM");
});

test("every code is of one area: a second row of that name would replace the first", async () => {
  const folder = new URL("../../../../proto/reasons/areas/", import.meta.url);
  const seen: string[] = [];
  for (const file of await readdir(folder)) {
    const area: unknown = await import(new URL(file, folder).href);
    for (const rows of Object.entries(area as Record<string, unknown>)) {
      if (/^(?!reasonTable).*Reasons$/.test(rows[0])) seen.push(...Object.keys(rows[1] as object));
    }
  }
  assert.deepEqual(seen.toSorted(), Object.keys(table).toSorted());
});
