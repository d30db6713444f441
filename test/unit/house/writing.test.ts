import assert from "node:assert/strict";
import { test } from "node:test";
import { lineOf, ownFiles, places, read, type Source, sources } from "./sources.ts";

function none(where: readonly Source[], pattern: RegExp, in_?: Parameters<typeof places>[2]): void {
  assert.deepEqual(
    where.flatMap((source) => places(source, pattern, in_)),
    [],
  );
}

test("no compiler error is silenced", () => {
  none(
    sources,
    new RegExp(`@ts-${"ignore|nocheck|expect-error".replaceAll("|", "|@ts-")}`),
    "text",
  );
});

test("rules of the linter are silenced for control characters in a regular expression only", () => {
  const marks = sources.flatMap((source) =>
    places(source, new RegExp("biome-" + "ignore"), "text"),
  );
  const others = marks.filter((place) => !place.includes("noControlCharactersInRegex"));
  assert.deepEqual(others, []);
});

test("no OpenFlow table, stage or register of OVN is known by number", () => {
  const product = sources.filter(({ path }) => /^(?:agent|aggregator|cli|lib|proto)\//.test(path));
  const numbers = [
    /\btable(?:_?id)?\s*(?:[!=]==?|[<>]=?)\s*\d/i,
    /\btable=\d|\bresubmit\(,?\d|\bgoto_table:\d/,
    // The logical ports' registers are the only ones that are documented (ovn-architecture(7)).
    /\bx{0,2}reg(?!1[45]\b)\d+\b|NXM_NX_X{0,2}REG(?!1[45]\b)\d/,
  ];
  for (const pattern of numbers) none(product, pattern);
  assert.match("if (step.table === 44) return;", numbers[0] ?? /^$/);
  assert.match('["dump-flows", "br-int", "table=44"]', numbers[1] ?? /^$/);
  assert.match("match.includes('reg8[17]')", numbers[2] ?? /^$/);
});

test("the environment is read in options.ts and at the programs' edges only", () => {
  // cli/bin.js is the very first edge: it tells tsx where to keep what it compiles.
  const clock = ["lab/clock/ahead.js", "lab/clock/tcpdump-main.ts"];
  const edges = ["lab/main.ts", "cli/io.ts", "cli/bin.js", ...clock];
  const allowed = /^(?:\w+\/options\.ts|lib\/exec\.ts|scripts\/|test\/)/;
  none(
    sources.filter(({ path }) => !allowed.test(path) && !edges.includes(path)),
    /\bprocess\.env\b/,
  );
});

test("nothing is left to be done", () => {
  const marks = new RegExp(
    ["TO", "FIX", "XX"].map((half, at) => half + ["DO", "ME", "X"][at]).join("\\b|\\b"),
  );
  const found = ownFiles.filter((path) =>
    /\.(?:ts|js|md|proto|ya?ml|json)$|^scripts\/|^\.ci\//.test(path),
  );
  const left = found.filter((path) => path !== "package-lock.json" && marks.test(read(path)));
  assert.deepEqual(left, []);
});

test("file names are kebab-case and say what is inside", () => {
  const code = ownFiles.filter((path) => /\.(?:ts|js)$/.test(path));
  const shape = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.test)?\.(?:ts|js)$/;
  const empty = /^(?:utils?|helpers?|common|misc|shared|stuff)(?:[-.]|$)/;
  const bad = code.filter((path) => {
    const parts = path.split("/");
    return !shape.test(parts.at(-1) ?? "") || parts.some((part) => empty.test(part));
  });
  assert.deepEqual(bad, []);
});

test("tests wait for conditions: a delay stands in a loop that asks again", () => {
  const bad = sources
    .filter(({ path }) => path.startsWith("test/"))
    .flatMap(({ path, text, loops, delays }) => {
      const lines = text.split("\n");
      return (
        delays
          .filter(({ start }) => !loops.some((loop) => loop.start < start && start < loop.end))
          .map(({ start }) => lineOf(text, start))
          // A stand-in that is slow, as what it stands for: said on the line before.
          .filter((line) => !/\/\/ .*\bon purpose\b/.test(lines[line - 2] ?? ""))
          .map((line) => `${path}:${line}`)
      );
    });
  assert.deepEqual(bad, []);
});
