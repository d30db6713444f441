import assert from "node:assert/strict";
import { test } from "node:test";
import { layer } from "../../../../../agent/packet/packet.ts";
import { type Bytes, filler, hex, ipv6, sll2, tcp } from "../build.ts";
import { decodeBytes } from "../decode-bytes.ts";

const segment = tcp(filler(5), { family: 6 });
const frame = (nextHeader: number, payload: Bytes) =>
  sll2(ipv6(payload, { nextHeader }), { etherType: 0x86dd });

/** An extension header of `units` times 8 bytes. */
const extension = (next: number, units: number): Bytes => [
  next,
  units - 1,
  ...filler(units * 8 - 2),
];

test("walks every kind of extension header", () => {
  const authentication = hex("06 04 0000 00000001 00000001 000000000000000000000000");
  const routing = [51, 0, 0, 0, 0, 0, 0, 0];
  const chain = [
    ...extension(60, 1), // hop-by-hop, then destination options
    ...extension(43, 3), // destination options of 24 bytes, then routing
    ...routing, // no segments left, then authentication of 24 bytes, then TCP
    ...authentication,
    ...segment,
  ];
  const { outer, malformed } = decodeBytes(frame(0, chain));
  assert.equal(malformed, false);
  assert.deepEqual([outer.protocol, outer.destinationPort, outer.payloadLength], [6, 8080, 5]);
  assert.equal(outer.sourceRouted, false);
});

test("the first fragment goes on, the others end", () => {
  const first = decodeBytes(frame(44, [...hex("06 00 0001 89abcdef"), ...segment])).outer;
  assert.deepEqual([first.moreFragments, first.fragmentOffset], [true, 0]);
  assert.deepEqual([first.identification, first.destinationPort], [0x89abcdef, 8080]);
  const later = decodeBytes(frame(44, [...hex("06 00 0558 89abcdef"), ...filler(30)])).outer;
  assert.deepEqual([later.moreFragments, later.fragmentOffset], [false, 0x0558]);
  assert.deepEqual([later.protocol, later.transport, later.payloadLength], [6, layer.none, 30]);
});

test("routing with segments left is remembered", () => {
  const { outer } = decodeBytes(frame(43, [6, 0, 4, 1, 0, 0, 0, 0, ...segment]));
  assert.equal(outer.sourceRouted, true);
});

test("a chain of more than eight is malformed", () => {
  const chain = (length: number): Bytes =>
    length === 0 ? segment : [...extension(length === 1 ? 6 : 60, 1), ...chain(length - 1)];
  assert.equal(decodeBytes(frame(60, chain(8))).outer.destinationPort, 8080);
  const packet = decodeBytes(frame(60, chain(9)));
  assert.deepEqual([packet.malformed, packet.problemLayer], [true, layer.ipv6]);
});

test("an extension that reaches behind the packet is malformed, or truncated if cut", () => {
  const bytes = frame(60, [...extension(6, 2).slice(0, 8), 0]);
  assert.equal(decodeBytes(bytes).malformed, true);
  const whole = frame(60, [...extension(6, 2), ...segment]);
  const packet = decodeBytes(whole, { capturedLength: 20 + 40 + 9 });
  assert.deepEqual([packet.truncated, packet.malformed], [true, false]);
  assert.equal(packet.outer.ipVersion, 6);
});

test("a first fragment may end inside the chain", () => {
  const packet = decodeBytes(
    frame(44, [...hex("3c 00 0001 89abcdef"), ...extension(6, 2).slice(0, 8)]),
  );
  assert.deepEqual([packet.truncated, packet.malformed], [true, false]);
});
