import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { posix } from "node:path";
import { test } from "node:test";
import { ownFiles, read, root } from "./sources.ts";

const documents = ownFiles
  .filter((path) => path.endsWith(".md"))
  .map((path) => ({ path, text: read(path).replace(/^(```|~~~)[\s\S]*?^\1/gm, "") }));

test("a document has one title", () => {
  const bad = documents
    .map(({ path, text }) => ({ path, titles: (text.match(/^# \S/gm) ?? []).length }))
    .filter(({ titles }) => titles !== 1);
  assert.deepEqual(bad, []);
});

test("links to files of the tree lead somewhere", () => {
  const bad = documents.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\(([^)\s]+)[^)]*\)/g)]
      .map((found) => (found[1] ?? "").split("#")[0] ?? "")
      .filter((target) => target !== "" && !/^[a-z]+:/.test(target))
      .filter((target) => !existsSync(root + posix.join(posix.dirname(path), target)))
      .map((target) => `${path}: ${target}`),
  );
  assert.deepEqual(bad, []);
});
