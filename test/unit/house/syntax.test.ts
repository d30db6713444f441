import assert from "node:assert/strict";
import { test } from "node:test";
import { parse, type Span } from "./syntax.ts";

const text = `
/** Not code: /* "// */
const words = "// not a comment";
describe("suite", () => {
  test("it", async () => { await delay(5); });
});
class A { async method<T>(a: { b: T }): Promise<void> { for (;;) { await sleep(1); } } }
const wait = async () => { do await new Promise((r) => setTimeout(r, 1)); while (true); };
const other = async () => { await new Promise((r) => on(r)); await ask(); };
`;
const { comments, functions, loops, delays } = parse("a.ts", text);
const at = ({ start, end }: Span): string => text.slice(start, end);

test("finds comments, and not in strings", () => {
  assert.deepEqual(comments.map(at), ['/** Not code: /* "// */']);
});

test("finds functions of every form, whole, and tells suites", () => {
  const found = functions.map((one) => [at(one).split("\n")[0]?.slice(0, 12), one.isSuite]);
  assert.deepEqual(found, [
    ["() => {", true],
    ["async () => ", false],
    ["async method", false],
    ["async () => ", false],
    ["(r) => setTi", false],
    ["async () => ", false],
    ["(r) => on(r)", false],
  ]);
});

test("finds loops and delays", () => {
  assert.deepEqual(
    loops.map((one) => at(one).slice(0, 3)),
    ["for", "do "],
  );
  assert.deepEqual(delays.map(at), [
    "await delay(5)",
    "await sleep(1)",
    "await new Promise((r) => setTimeout(r, 1))",
  ]);
});

test("refuses what is no TypeScript", () => {
  assert.throws(() => parse("a.ts", "const = 1;"), /Cannot read a\.ts/);
});
