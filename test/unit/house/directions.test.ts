import assert from "node:assert/strict";
import { test } from "node:test";
import { findCycle, graphOf, imports, partOf } from "./imports.ts";

/** What each part of the tree may import, besides itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  proto: ["lib"],
  agent: ["lib", "proto", "package.json"],
  aggregator: ["lib", "proto", "words", "package.json"],
  words: ["proto"],
  cli: ["lib", "proto", "words", "package.json"],
  lab: ["lib"],
  scripts: ["cli", "lib", "proto"],
};

const inTree = imports.filter(({ to }) => /^[\w.-]+\/.*\.\w+$|^package\.json$/.test(to));
const ownImports = inTree.filter(({ to }) => !to.startsWith("@"));

function top(path: string): string {
  return path.split("/")[0] ?? path;
}

for (const [part, others] of Object.entries(allowed)) {
  test(`${part} imports only ${["itself", ...others].join(", ")}`, () => {
    const bad = ownImports
      .filter(({ from, to }) => top(from) === part && /\.(?:ts|js|json)$/.test(to))
      .filter(({ to }) => top(to) !== part && !others.includes(top(to)))
      .map(({ from, to }) => `${from} -> ${to}`);
    assert.deepEqual(bad, []);
  });
}

test("processes are started by lib/exec.ts only", () => {
  const bad = imports
    .filter(({ to }) => /^(?:node:)?child_process$/.test(to))
    .map(({ from }) => from);
  assert.deepEqual(bad, ["lib/exec.ts"]);
});

test("modules of Node are imported by their full name", () => {
  const bare = new Set([
    "fs",
    "path",
    "os",
    "net",
    "http",
    "stream",
    "events",
    "util",
    "url",
    "crypto",
  ]);
  assert.deepEqual(
    imports.filter(({ to }) => bare.has(to)),
    [],
  );
});

test("no file imports itself through others", () => {
  const edges = ownImports.filter(({ typeOnly }) => !typeOnly);
  assert.equal(findCycle(graphOf(edges.map(({ from, to }) => [from, to] as const))), null);
});

for (const program of ["agent", "aggregator"]) {
  test(`the folders of ${program} follow the data path: imports between them run one way`, () => {
    const edges = ownImports.filter(({ from, to }) => top(from) === program && top(to) === program);
    const cycle = findCycle(
      graphOf(edges.map(({ from, to }) => [partOf(from), partOf(to)] as const)),
    );
    assert.equal(cycle, null);
  });
}
