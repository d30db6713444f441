import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  hasUnknown,
  parseAction,
  parseActions,
} from "../../../../../agent/openflow/actions/parse.ts";
import { printActions } from "../../../../../agent/openflow/actions/print.ts";
import type { Action } from "../../../../../agent/openflow/actions/types.ts";
import { fixture, fixturesOf } from "../fixtures.ts";

/** The text after "actions=" of every flow of every dump. */
function actionTexts(): string[] {
  return fixturesOf("flows", "dump-").flatMap((name) =>
    [...fixture(`flows/${name}`).matchAll(/ actions=(.*)$/gm)].map((found) => found[1] ?? ""),
  );
}

test("all actions of OVN's flows are known and print back", () => {
  const texts = actionTexts();
  assert.ok(texts.length > 3000);
  for (const text of texts) {
    const actions = parseActions(text);
    assert.equal(hasUnknown(actions), false, text);
    assert.equal(printActions(actions), text);
  }
});

const examples: readonly (readonly [string, Action])[] = [
  ["drop", { kind: "drop" }],
  ["output:2", { kind: "output", port: "2", maxLength: null }],
  ['output:"a,b"', { kind: "output", port: '"a,b"', maxLength: null }],
  ["output:NORMAL", { kind: "output", port: "NORMAL", maxLength: null }],
  ["NORMAL", { kind: "output_reserved", port: "NORMAL" }],
  ["output(port=2,max_len=64)", { kind: "output", port: "2", maxLength: 64 }],
  ["output:NXM_NX_REG0[0..15]", { kind: "output_field", field: "NXM_NX_REG0[0..15]" }],
  ["resubmit(,8)", { kind: "resubmit", port: null, table: "8", conntrack: false }],
  ["resubmit(,2,ct)", { kind: "resubmit", port: null, table: "2", conntrack: true }],
  ["resubmit:2", { kind: "resubmit", port: "2", table: null, conntrack: false }],
  ["set_field:0/0x1000->reg10", { kind: "set_field", value: "0", mask: "0x1000", field: "reg10" }],
  ["load:0x5->NXM_NX_REG3[4..9]", { kind: "load", value: "0x5", field: "NXM_NX_REG3[4..9]" }],
  ["move:A[0..1]->B[]", { kind: "move", source: "A[0..1]", destination: "B[]" }],
  ["pop:NXM_NX_REG0[]", { kind: "pop", field: "NXM_NX_REG0[]" }],
  ["dec_ttl", { kind: "dec_ttl", controllers: null }],
  ["dec_ttl()", { kind: "dec_ttl", controllers: [] }],
  ["dec_ttl(1,2)", { kind: "dec_ttl", controllers: [1, 2] }],
  ["conjunction(7,1/2)", { kind: "conjunction", id: 7, clause: 1, clauses: 2 }],
  ["group:6", { kind: "group", id: 6 }],
  [
    "check_pkt_larger(1500)->NXM_NX_REG0[0]",
    { kind: "check_pkt_larger", length: 1500, field: "NXM_NX_REG0[0]" },
  ],
  ["push_vlan:0x8100", { kind: "modify", name: "push_vlan", value: "0x8100" }],
  ["set_mpls_ttl(3)", { kind: "call", name: "set_mpls_ttl", args: ["3"] }],
  ["set_mpls_label(16)", { kind: "call", name: "set_mpls_label", args: ["16"] }],
  ["set_vlan_vid:100", { kind: "modify", name: "set_vlan_vid", value: "100" }],
  ["set_vlan_pcp:3", { kind: "modify", name: "set_vlan_pcp", value: "3" }],
  ["encap(nsh(md_type=1))", { kind: "call", name: "encap", args: ["nsh(md_type=1)"] }],
  ["pop_vlan", { kind: "plain", name: "pop_vlan" }],
  ["frobnicate(1,2)", { kind: "unknown", text: "frobnicate(1,2)" }],
  ["ct(commit,later=1)", { kind: "unknown", text: "ct(commit,later=1)" }],
  ["group:x", { kind: "unknown", text: "group:x" }],
];

for (const [text, action] of examples) {
  test(`parses ${text}`, () => {
    assert.deepEqual(parseAction(text), action);
    assert.equal(printActions([action]), text);
  });
}

test("ct with everything", () => {
  const text =
    "ct(commit,force,table=9,zone=NXM_NX_REG13[0..15],nat(dst=10.0.0.1-10.0.0.9:80-90,random)," +
    "exec(set_field:0/0x1->ct_mark,move:A[]->B[]),alg=ftp)";
  const action = parseAction(text);
  assert.ok(action.kind === "ct");
  assert.deepEqual(action.nat, {
    kind: "nat",
    direction: "dst",
    range: "10.0.0.1-10.0.0.9:80-90",
    flags: ["random"],
  });
  assert.deepEqual([action.commit, action.table, action.alg], [true, "9", "ftp"]);
  assert.equal(action.exec?.length, 2);
  assert.equal(printActions([action]), text);
});

test("a controller's userdata and a learned flow", () => {
  const controller = parseAction("controller(reason=no_match,userdata=00.00.00.0a.00,pause)");
  assert.ok(controller.kind === "controller");
  assert.deepEqual([controller.userdata, controller.pause], ["00.00.00.0a.00", true]);
  const learn = parseAction("learn(table=69,delete_learned,NXM_OF_IP_SRC[],load:0x1->R[7])");
  assert.deepEqual(learn, {
    kind: "learn",
    items: [
      { kind: "attribute", name: "table", value: "69" },
      { kind: "attribute", name: "delete_learned", value: null },
      { kind: "match", field: "NXM_OF_IP_SRC[]", source: null },
      { kind: "load", source: "0x1", destination: "R[7]" },
    ],
  });
});

test("law: print and parse undo each other, whatever nests", () => {
  const leaf = fc.constantFrom(...examples.map(([text]) => text));
  const { list } = fc.letrec<{ list: string; action: string }>((tie) => ({
    action: fc.oneof(
      { maxDepth: 4 },
      leaf,
      tie("list").map((inside) => `clone(${inside})`),
      tie("list").map((inside) => `ct(commit,zone=5,exec(${inside}))`),
    ),
    list: fc.array(tie("action"), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(",")),
  }));
  fc.assert(fc.property(list, (text) => printActions(parseActions(text)) === text));
});

test("law: no text makes the parser throw, and what it gives prints stably", () => {
  const text = fc.string({ unit: fc.constantFrom(...'ctnaou:(),->=[]{}"\\/0x1 '.split("")) });
  fc.assert(
    fc.property(text, (garbage) => {
      const printed = printActions(parseActions(garbage));
      assert.deepEqual(printActions(parseActions(printed)), printed);
    }),
  );
});
