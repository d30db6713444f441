import assert from "node:assert/strict";
import { test } from "node:test";
import { blocksOf, lineOf } from "./blocks.ts";
import { sources } from "./sources.ts";

const maxFileLines = 400;
const maxFunctionLines = 70;
const maxColumns = 100;

test(`files have at most ${maxFileLines} lines`, () => {
  const long = sources
    .map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }))
    .filter(({ lines }) => lines > maxFileLines);
  assert.deepEqual(long, []);
});

test(`functions have at most ${maxFunctionLines} lines`, () => {
  const long = sources.flatMap(({ path, code }) =>
    blocksOf(code)
      .filter(({ kind, start }) => kind === "function" && !isSuite(code, start))
      .map(({ start, open, close }) => {
        const first = start + (code.slice(start, open).search(/\S/) || 0);
        return { at: `${path}:${lineOf(code, first)}`, lines: linesBetween(code, first, close) };
      })
      .filter(({ lines }) => lines > maxFunctionLines),
  );
  assert.deepEqual(long, []);
});

test(`lines have at most ${maxColumns} columns`, () => {
  const long = sources.flatMap(({ path, text }) =>
    text
      .split("\n")
      .flatMap((line, index) => ([...line].length > maxColumns ? [`${path}:${index + 1}`] : [])),
  );
  assert.deepEqual(long, []);
});

function linesBetween(code: string, from: number, to: number): number {
  return code.slice(from, to).split("\n").length;
}

/** `describe("…", () => {…})` is a heading over tests, each of which is measured. */
function isSuite(code: string, start: number): boolean {
  return /\b(?:describe|suite)\([^()]*,$/.test(code.slice(Math.max(0, start - 200), start));
}
