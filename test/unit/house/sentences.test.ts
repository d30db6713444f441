import assert from "node:assert/strict";
import { test } from "node:test";
import { lineOf, type Source, sources } from "./sources.ts";
import { parse, type Text } from "./syntax.ts";

/** Four words in a row, as no name, command or format of a tool has them. */
const sentence = /(?<![\w./:-])[A-Za-z][a-z']*(?:[,;:]? [A-Za-z][a-z']*){3,}(?![\w./:-])/;

/** Logs, defects (`Error` and its plain kin), the documentation of schemas. */
const forDevelopers =
  /\blog\w*\.\w+$|\w+[lL]og\.\w+$|^new (?:Range|Type|Syntax|)Error$|\.describe$/;

function isForUsers({ value, calls, property }: Text): boolean {
  const found = sentence.exec(value)?.[0] ?? "";
  // A value in a template is an `X`: names and formats have little else.
  if ((found.match(/[a-z]{2,}/g) ?? []).length < 3) return false;
  // Of a check: one line for whoever reads the list of them.
  return property !== "description" && !calls.some((callee) => forDevelopers.test(callee));
}

/** Where words are nobody's translation, and why. */
const exceptions: readonly (readonly [RegExp, string])[] = [
  [/^(?:agent|aggregator)\/(?:options|main)\.ts$/, "read by who starts the program"],
  [/^aggregator\/command-line\.ts$/, "read by who starts the program"],
  [/^aggregator\/api\/grpc\/grpc-server\.ts$/, "read by who starts the program"],
  [/^agent\/packet\/|^agent\/ports\/ip-json\.ts$/, "a tool prints another form: a defect"],
  [/^agent\/(?:session|probe|commands)\//, "the other program broke the contract: a defect"],
  [
    /^aggregator\/transport\/(?:agent-ingest|transfer-desk)\.ts$/,
    "the other program broke the contract: a defect",
  ],
  [/^proto\/metrics\//, "read by who operates the programs"],
  [/^proto\/(?:records|wire)\//, "the other program broke the contract: a defect"],
  [/^agent\/openflow\/trace\/lines\.ts$/, "what ofproto/trace prints"],
  [/^agent\/probe\/ping-output\.ts$/, "what ping(8) prints"],
  [/^agent\/facts\/sieve\//, "a comment among rules, for parsers"],
  [/^aggregator\/logical-trace\/(?:builder|lines)\.ts$/, "what ovn-trace(8) prints"],
  [/^aggregator\/collect\/packets\/tap-filter/, "the language of pcap-filter(7)"],
  [/^aggregator\/evidence\/upgrade\.ts$/, "what older cases hold"],
];

function sentencesIn({ path, text, texts }: Pick<Source, "path" | "text" | "texts">): string[] {
  return texts.filter(isForUsers).map((one) => `${path}:${lineOf(text, one.start)}: ${one.value}`);
}

const product = sources
  .filter(({ path }) => /^(?:agent|aggregator|proto)\//.test(path))
  .filter(({ path }) => !path.startsWith("proto/codes/"));

test("what users read is said in words/ and proto/codes/ only", () => {
  const excepted = (path: string): boolean => exceptions.some(([where]) => where.test(path));
  const said = product.filter(({ path }) => !excepted(path)).flatMap(sentencesIn);
  assert.deepEqual(said, []);
});

test("every exception is one", () => {
  const needed = product.filter((source) => sentencesIn(source).length > 0);
  for (const [where, why] of exceptions) {
    assert.ok(
      needed.some(({ path }) => where.test(path)),
      `${where}: ${why}`,
    );
  }
});

test("a sentence is told from names, logs and defects", () => {
  const text = `
    skipped("the taps lost packets");
    throw new ThingError({ code: "X" }, \`Cannot ask \${node}: it is away\`);
    log.info("the agent went away again");
    throw new RangeError("Cannot wait for less than nothing");
    run(["ip", "-j", "link", "show"]);
    const format = \`\${a} \${b} \${c} \${d}\`;
  `;
  const found = sentencesIn({ path: "a.ts", text, ...parse("a.ts", text) });
  assert.deepEqual(found, ["a.ts:2: the taps lost packets", "a.ts:3: Cannot ask X: it is away"]);
});
