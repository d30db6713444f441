import assert from "node:assert/strict";
import { posix } from "node:path";
import { test } from "node:test";
import { allFiles, ownFiles, read, sources } from "./sources.ts";

/** Files named in strings count too: programs that are started, not imported. */
const named = /["'`\s]((?:\.{0,2}\/)?(?:[\w.-]+\/)*[\w.-]+\.(?:ts|js|mjs))\b/g;

const known = new Set(allFiles);
const textOf = new Map(sources.map(({ path, withStrings }) => [path, withStrings]));

function references(path: string): string[] {
  const text = textOf.get(path) ?? read(path);
  return [...text.matchAll(named)]
    .map((found) => found[1] ?? "")
    .flatMap((name) => [posix.join(posix.dirname(path), name), posix.normalize(name)])
    .filter((candidate) => known.has(candidate));
}

function reachable(entries: readonly string[]): ReadonlySet<string> {
  const found = new Set(entries);
  const waiting = [...entries];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    for (const next of references(path)) {
      if (found.has(next)) continue;
      found.add(next);
      waiting.push(next);
    }
  }
  return found;
}

const scripts = ownFiles.filter((path) => /^scripts\/[\w-]+$|^package\.json$/.test(path));
const product = /^(?:agent|aggregator|cli|lab|lib|proto)\/.*\.(?:ts|js)$/;

test("every file of the product is used by a program of it", () => {
  const entries = [...scripts, "package.json"].filter((path) => known.has(path));
  const used = reachable(entries);
  const dead = ownFiles.filter((path) => product.test(path) && !used.has(path));
  assert.deepEqual(dead, []);
});

test("every file of the tests is a test or used by one", () => {
  const tests = ownFiles.filter((path) => path.endsWith(".test.ts"));
  const used = reachable([...tests, ...scripts]);
  const dead = ownFiles.filter((path) => /^test\/.*\.(?:ts|js)$/.test(path) && !used.has(path));
  assert.deepEqual(dead, []);
});
