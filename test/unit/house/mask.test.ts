import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { blocksOf } from "./blocks.ts";
import { mask } from "./mask.ts";

const cases: readonly (readonly [string, string])[] = [
  ["a = 'x{'; // {\nb", "a =     ;     \nb"],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text that is masked
  ["a = `x${b({ c })}y${d}`;", "a =     b({ c })    d  ;"],
  ["a = /[/{]/.test(b) / 2;", "a =       .test(b) / 2;"],
  ["x = a / b / c; /* / */ y", "x = a / b / c;         y"],
  ['"\\"{" + 1', "      + 1"],
];

test("what is not code is blanked, position by position", () => {
  for (const [text, wanted] of cases) {
    assert.equal(mask(text).code, wanted);
    assert.equal(mask(text).code.length, text.length);
  }
});

test("any text keeps its length and its lines", () => {
  const law = fc.property(fc.string({ unit: fc.constantFrom(..."ab`$\\{}/*\"'\n []") }), (text) => {
    const { code, withStrings } = mask(text);
    assert.equal(code.length, text.length);
    assert.deepEqual([...code].map(isBreak), [...text].map(isBreak));
    assert.equal(withStrings.length, text.length);
  });
  fc.assert(law);
});

function isBreak(character: string): boolean {
  return character === "\n";
}

test("functions, methods and loops are told from other blocks", () => {
  const kinds = (text: string): string[] => blocksOf(mask(text).code).map(({ kind }) => kind);
  assert.deepEqual(kinds("function f(a: { b: C }): { d: E } { g(); }"), [
    "other",
    "other",
    "function",
  ]);
  assert.deepEqual(kinds("const f = async ({ a }) => { b(); };"), ["other", "function"]);
  assert.deepEqual(kinds("class A { get b(): C { return d; } }"), ["other", "function"]);
  assert.deepEqual(kinds("if (a) { b(); } else { c(); }"), ["other", "other"]);
  assert.deepEqual(kinds("for (const a of b) { c(); }"), ["loop"]);
  assert.deepEqual(kinds("while (a) { b(); } do { c(); } while (d);"), ["loop", "loop"]);
  assert.deepEqual(kinds("test('x', () => { a(); });"), ["function"]);
  assert.deepEqual(
    kinds("interface A { b: C }\nexport async function d<T>(): Promise<T> { e(); }"),
    ["other", "function"],
  );
});
