import assert from "node:assert/strict";
import { posix } from "node:path";
import { test } from "node:test";
import { lineOf, ownFiles, sources } from "./sources.ts";

const maxFunctionLines = 70;
const maxColumns = 100;
const maxFilesInFolder = 22;

// Lines of files and of the product's functions: biome.json.

test(`functions of tests have at most ${maxFunctionLines} lines, but for suites`, () => {
  const long = sources
    .filter(({ path }) => path.startsWith("test/"))
    .flatMap(({ path, text, functions }) =>
      functions
        .filter(({ isSuite }) => !isSuite)
        .map(({ start, end }) => ({
          at: `${path}:${lineOf(text, start)}`,
          lines: text.slice(start, end).split("\n").length,
        }))
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

test(`a folder has at most ${maxFilesInFolder} files side by side`, () => {
  const counts = new Map<string, number>();
  for (const path of ownFiles.filter((one) => /\.(?:ts|js|proto)$/.test(one))) {
    const folder = posix.dirname(path);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  const full = [...counts].filter(([, count]) => count > maxFilesInFolder);
  assert.deepEqual(full, []);
});
