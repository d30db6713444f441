import assert from "node:assert/strict";
import { test } from "node:test";
import { blocksOf } from "./blocks.ts";
import { ownFiles, places, read, type Source, sources } from "./sources.ts";

const inProduct = sources.filter(({ path }) => /^(?:agent|aggregator|lib|proto)\//.test(path));

function none(where: readonly Source[], pattern: RegExp, in_?: Parameters<typeof places>[2]): void {
  assert.deepEqual(
    where.flatMap((source) => places(source, pattern, in_)),
    [],
  );
}

test("no any", () => {
  none(sources, /(?::|\bas|[<|&])\s*any\b(?!\s*[:?(.])|\bany\[\]/);
});

test("no compiler error is silenced", () => {
  none(
    sources,
    new RegExp(`@ts-${"ignore|nocheck|expect-error".replaceAll("|", "|@ts-")}`),
    "text",
  );
});

test("no non-null assertion", () => {
  none(sources, /[\w$)\]]!(?=[.,;)\]}[(?:\s]|$)(?!=)/);
});

test("no console in agent, aggregator, lib and proto", () => {
  none(inProduct, /\bconsole\s*\./);
});

test("no OpenFlow table, stage or register of OVN is known by number", () => {
  const product = sources.filter(({ path }) => /^(?:agent|aggregator|cli|lib|proto)\//.test(path));
  const numbers = [
    /\btable(?:_?id)?\s*(?:[!=]==?|[<>]=?)\s*\d/i,
    /\btable=\d|\bresubmit\(,?\d|\bgoto_table:\d/,
    // The logical ports' registers are the only ones that are documented (ovn-architecture(7)).
    /\bx{0,2}reg(?!1[45]\b)\d+\b|NXM_NX_X{0,2}REG(?!1[45]\b)\d/,
  ];
  for (const pattern of numbers) none(product, pattern, "withStrings");
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
  const delay = /\bawait\s+(?:new Promise\b.*\bsetTimeout\(|(?:delay|sleep|setTimeout)\()/g;
  const bad = sources
    .filter(({ path }) => path.startsWith("test/"))
    .flatMap(({ path, code, text }) => {
      const lines = text.split("\n");
      const loops = blocksOf(code).filter(({ kind }) => kind === "loop");
      return (
        [...code.matchAll(delay)]
          .filter(({ index }) => !loops.some(({ open, close }) => open < index && index < close))
          .filter(({ index }) => !/\b(?:while|for) \(.*$/.test(lineBefore(code, index)))
          .map(({ index }) => code.slice(0, index).split("\n").length)
          // A stand-in that is slow, as what it stands for: said on the line before.
          .filter((line) => !/\/\/ .*\bon purpose\b/.test(lines[line - 2] ?? ""))
          .map((line) => `${path}:${line}`)
      );
    });
  assert.deepEqual(bad, []);
});

function lineBefore(code: string, index: number): string {
  return code.slice(code.lastIndexOf("\n", index) + 1, index);
}
