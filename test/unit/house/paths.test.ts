import assert from "node:assert/strict";
import { test } from "node:test";
import { allFiles, lineOf, ownFiles, read, sources } from "./sources.ts";

const documents = ownFiles
  .filter((path) => /^(?:README.*|CONTRIBUTING|docs\/[^/]+|docs\/adr\/[^/]+)\.md$/.test(path))
  .map((path) => ({ path, text: read(path) }));

/** With the folders, each ending with a slash. */
const known: ReadonlySet<string> = new Set([...allFiles, ...allFiles.flatMap(foldersOf)]);

/** A file that people write, or a folder with its slash; several in braces, as a shell has it. */
const pathShape = /(?<![\w./@~<>*$:}-])(?:[\w.{},-]+\/)+(?:[\w.{},-]+\.(?:ts|md|proto)\b)?/g;
const pathAlone = new RegExp(`^${pathShape.source}$`);
/** Folders that a build or an installation makes, and what the text says of other projects. */
const elsewhere = /^(?:dist|node_modules|pkg|cmd)\//;

test("paths in documents exist, whole or as the end of one path only", () => {
  const bad = documents.flatMap(({ path, text }) =>
    [...text.matchAll(/`([^`\n]+)`/g)].flatMap((found) =>
      (found[1] ?? "")
        .split(" ")
        .filter((token) => pathAlone.test(token))
        .flatMap(wrong)
        .map((token) => `${path}:${lineOf(text, found.index)}: ${token}`),
    ),
  );
  assert.deepEqual(bad, []);
});

test("paths to files in comments exist, whole or as the end of one path only", () => {
  const bad = sources.flatMap(({ path, text, comments }) =>
    comments.flatMap(({ start, end }) =>
      [...text.slice(start, end).matchAll(pathShape)]
        .filter(([token]) => !token.endsWith("/"))
        .flatMap((found) =>
          wrong(found[0]).map((token) => `${path}:${lineOf(text, start + found.index)}: ${token}`),
        ),
    ),
  );
  assert.deepEqual(bad, []);
});

test("a path that moved is noticed, and so is an end that several paths have", () => {
  assert.deepEqual(wrong("lib/exec.ts"), []);
  assert.deepEqual(wrong("house/{paths,size}.test.ts"), []);
  assert.deepEqual(wrong("aggregator/checks/"), []);
  assert.deepEqual(wrong("lib/{exec,gone}.ts"), ["lib/gone.ts"]);
  assert.deepEqual(wrong("lib/gone/"), ["lib/gone/"]);
  assert.deepEqual(wrong("checks/index.ts").length, 0);
  assert.deepEqual(wrong("unit/agent/packet/layers/nobody.test.ts").length, 1);
});

/** Those of the paths that a token stands for which are not in the tree. */
function wrong(token: string): string[] {
  return expanded(token).filter((path) => !elsewhere.test(path) && !isKnown(path));
}

function isKnown(path: string): boolean {
  if (known.has(path)) return true;
  // A folder's name alone stands within a sentence that says where.
  if (/^[^/]+\/$/.test(path)) return [...known].some((one) => one.endsWith(`/${path}`));
  return [...known].filter((one) => one.endsWith(`/${path}`)).length === 1;
}

/** Each of those in braces with what is around them. */
function expanded(token: string): string[] {
  const [whole, list] = /\{([^{}]*)\}/.exec(token) ?? [];
  if (whole === undefined || list === undefined) return [token];
  return list.split(",").flatMap((one) => expanded(token.replace(whole, one)));
}

function foldersOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => `${parts.slice(0, index + 1).join("/")}/`);
}
