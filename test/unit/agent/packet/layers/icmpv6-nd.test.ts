import assert from "node:assert/strict";
import { test } from "node:test";
import { absent, layer } from "../../../../../agent/packet/packet.ts";
import { type Bytes, hex, icmpv6, ipv6, sll2, u32 } from "../build.ts";
import { decodeBytes } from "../decode-bytes.ts";

const target = hex("fe80 0000 0000 0000 0200 00ff feaa 0006");
const linkAddress = hex("00 00 00 aa 00 06");
const decode = (type: number, body: Bytes) =>
  decodeBytes(sll2(ipv6(icmpv6(type, 0, u32(0), body), { nextHeader: 58 }), { etherType: 0x86dd }));

test("solicitation, advertisement and redirect have a target and its options", () => {
  const redirectTo = hex("fe80 0000 0000 0000 0200 00ff feaa 0007");
  for (const [type, middle, option] of [
    [135, [], 1],
    [136, [], 2],
    [137, redirectTo, 2],
  ] as const) {
    const packet = decode(type, [...target, ...middle, option, 1, ...linkAddress]);
    const { outer, view } = packet;
    assert.equal(view.getUint16(outer.ndTargetAt + 14), 6);
    assert.equal(view.getUint32(outer.ndLinkAddressAt + 2), 0x00aa0006);
    assert.equal(packet.malformed, false);
  }
});

test("router messages have options and no target", () => {
  const mtuOption = hex("05 01 0000 00000578");
  for (const [type, middle] of [
    [133, []],
    [134, hex("0000000000000000")],
  ] as const) {
    const { outer } = decode(type, [...middle, ...mtuOption, 1, 1, ...linkAddress]);
    assert.equal(outer.ndTargetAt, absent);
    assert.notEqual(outer.ndLinkAddressAt, absent);
  }
});

test("without options there is no link address", () => {
  const { outer, malformed } = decode(135, target);
  assert.deepEqual([outer.ndLinkAddressAt, malformed], [absent, false]);
});

test("options of no length or behind the packet are malformed", () => {
  for (const options of ["01 00 000000000000", "01 02 000000000000", "01 01 0000"]) {
    const packet = decode(135, [...target, ...hex(options)]);
    assert.deepEqual([packet.malformed, packet.problemLayer], [true, layer.icmpv6], options);
    assert.notEqual(packet.outer.ndTargetAt, absent);
  }
});

test("a message without its target is malformed", () => {
  const packet = decode(136, target.slice(0, 15));
  assert.deepEqual([packet.malformed, packet.outer.ndTargetAt], [true, absent]);
});
