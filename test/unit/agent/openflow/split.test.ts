import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseCall, splitTopLevel } from "../../../../agent/openflow/split.ts";
import { datapathEffects } from "../../../../agent/openflow/trace/datapath-actions.ts";

test("commas in brackets and quotes do not separate", () => {
  assert.deepEqual(splitTopLevel("a(b,c),d[1,2],{e,f}"), ["a(b,c)", "d[1,2]", "{e,f}"]);
  assert.deepEqual(splitTopLevel('"a,\\",b",c'), ['"a,\\",b"', "c"]);
  assert.deepEqual(splitTopLevel(""), []);
  assert.deepEqual(splitTopLevel("a(b,c"), ["a(b,c"]);
  assert.deepEqual(splitTopLevel("(a),"), ["(a)", ""]);
});

test("law: the pieces joined are the text", () => {
  const text = fc.string({ unit: fc.constantFrom(...'ab,()[]{}"\\'.split("")) });
  fc.assert(fc.property(text, (any) => splitTopLevel(any).join(",") === any));
});

test("a call is a name and one bracket to the end", () => {
  assert.deepEqual(parseCall("ct(nat(src),zone=1)"), { name: "ct", inside: "nat(src),zone=1" });
  assert.equal(parseCall("a(b)(c)"), null);
  assert.equal(parseCall("a(b)->c(d)"), null);
  assert.equal(parseCall("a(b"), null);
});

test("datapath actions: what leaves, by which tunnel, and what comes back", () => {
  const kernel =
    "set(tunnel(tun_id=0x1,dst=172.31.0.12,ttl=64,tp_dst=6081," +
    "geneve({class=0x102,type=0x80,len=4,0x20003}),flags(df|csum|key))),4";
  assert.deepEqual(datapathEffects(kernel), {
    outputs: ["4"],
    tunnels: [
      {
        kind: "geneve",
        remoteIp: "172.31.0.12",
        localIp: null,
        tunnelKey: 1,
        ingressPortKey: 2,
        egressPortKey: 3,
      },
    ],
    controller: false,
    recirculations: [],
  });
  const both = datapathEffects(
    "ct(commit,zone=1),clone(ct(zone=2),recirc(0x1)),hash(l4(0)),recirc(0x2)",
  );
  assert.deepEqual(both.recirculations, [
    { id: "0x1", cause: "conntrack" },
    { id: "0x2", cause: "other" },
  ]);
  assert.deepEqual(datapathEffects("drop").outputs, []);
  assert.deepEqual(datapathEffects("check_pkt_len(size=1500,gt(drop),le(3))").outputs, ["3"]);
  assert.equal(datapathEffects("userspace(pid=0,controller(reason=1))").controller, true);
});
