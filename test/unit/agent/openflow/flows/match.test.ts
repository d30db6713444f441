import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type MatchField, parseMatch } from "../../../../../agent/openflow/flows/match.ts";
import { printMatch } from "./match-print.ts";
import { coversAddress, flags, maskedNumber } from "./match-value.ts";

function field(text: string): MatchField {
  const [only] = parseMatch(text);
  assert.ok(only);
  return only;
}

test("shorthands, values, masks, prefixes and quoted names", () => {
  assert.deepEqual(parseMatch('ip,reg0=0x8000/0x8000,nw_dst=10.16.0.0/16,in_port="a,b/c"'), [
    { field: "ip", value: null, mask: null },
    { field: "reg0", value: "0x8000", mask: "0x8000" },
    { field: "nw_dst", value: "10.16.0.0", mask: "16" },
    { field: "in_port", value: '"a,b/c"', mask: null },
  ]);
  assert.deepEqual(parseMatch(""), []);
});

test("numbers under a mask", () => {
  assert.deepEqual(maskedNumber(field("reg0=0x8000/0x8000")), { value: 0x8000n, mask: 0x8000n });
  assert.deepEqual(maskedNumber(field("xxreg1=0xfe80000000000000020000fffe000001")), {
    value: 0xfe80000000000000020000fffe000001n,
    mask: null,
  });
  assert.equal(maskedNumber(field("ip")), null);
  assert.equal(maskedNumber(field("nw_dst=10.0.0.1")), null);
});

test("flags of ct_state and tcp_flags", () => {
  assert.deepEqual(flags(field("ct_state=+new-est+trk")), { set: ["new", "trk"], clear: ["est"] });
  assert.deepEqual(flags(field("tcp_flags=syn|ack")), { set: ["syn", "ack"], clear: [] });
  assert.equal(flags(field("tcp")), null);
});

test("an address is covered by its prefix and its mask, in its own family", () => {
  const covers = (text: string, address: string): boolean => coversAddress(field(text), address);
  assert.equal(covers("nw_dst=10.16.0.0/16", "10.16.9.9"), true);
  assert.equal(covers("nw_dst=10.16.0.0/16", "10.17.0.1"), false);
  assert.equal(covers("nw_src=10.1.0.0/255.255.0.255", "10.1.77.0"), true);
  assert.equal(covers("nw_src=10.1.0.0/255.255.0.255", "10.1.77.1"), false);
  assert.equal(covers("arp_tpa=10.0.0.1", "10.0.0.1"), true);
  assert.equal(covers("ipv6_src=fe80::/10", "fe80::1"), true);
  assert.equal(covers("ipv6_src=fe80::/10", "fd00::1"), false);
  assert.equal(covers("nw_dst=0.0.0.0/0", "::1"), false);
  assert.equal(covers("reg0=0xa000001", "10.0.0.1"), false);
});

test("law: print and parse undo each other", () => {
  const plain = { noNullPrototype: true } as const;
  const word = fc.stringMatching(/^[a-z][a-z_0-9]{0,8}$/);
  const value = fc.stringMatching(/^[0-9a-f:x.+|-]{1,12}$/);
  const one: fc.Arbitrary<MatchField> = fc.oneof(
    word.map((name) => ({ field: name, value: null, mask: null })),
    fc.record({ field: word, value, mask: fc.option(value) }, plain),
    fc.record(
      {
        field: word,
        value: fc.string().map((name) => JSON.stringify(name)),
        mask: fc.constant(null),
      },
      plain,
    ),
  );
  fc.assert(
    fc.property(fc.array(one), (match) => {
      assert.deepEqual(parseMatch(printMatch(match)), match);
    }),
  );
});
