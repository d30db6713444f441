import assert from "node:assert/strict";
import { test } from "node:test";
import { ipv6Addresses, ipv6HopLimit } from "../../../../../agent/packet/layers/ipv6.ts";
import { layer } from "../../../../../agent/packet/packet.ts";
import { type Bytes, filler, type Ipv6Options, ipv6, sll2, tcp } from "../build.ts";
import { decodeBytes } from "../decode-bytes.ts";

const segment = tcp(filler(5), { family: 6 });
const frame = (payload: Bytes, options: Ipv6Options = {}) =>
  sll2(ipv6(payload, options), { etherType: 0x86dd });

test("reads the fields", () => {
  const packet = decodeBytes(frame(segment));
  const { outer, view } = packet;
  assert.equal(ipv6HopLimit(packet, outer), 63);
  assert.equal(outer.protocol, 6);
  assert.equal(outer.destinationPort, 8080);
  assert.equal(outer.payloadLength, 5);
  assert.equal(view.getUint16(outer.networkAt + ipv6Addresses.source), 0xfd00);
  assert.equal(view.getUint16(outer.networkAt + ipv6Addresses.destination + 14), 6);
});

test("a payload length of 0 before a next header is a jumbogram", () => {
  const packet = decodeBytes(frame(segment, { payloadLength: 0 }));
  assert.deepEqual([packet.malformed, packet.outer.payloadLength], [false, 5]);
  const empty = decodeBytes([...frame([], { nextHeader: 59 }), ...filler(6)]);
  assert.deepEqual([empty.malformed, empty.outer.payloadLength], [false, 0]);
});

test("a version that is not 6 or a length behind the frame is malformed", () => {
  const version4 = frame(segment).map((byte, index) => (index === 20 ? 0x45 : byte));
  for (const bytes of [version4, frame(segment, { payloadLength: segment.length + 1 })]) {
    const packet = decodeBytes(bytes);
    assert.deepEqual([packet.malformed, packet.problemLayer], [true, layer.ipv6]);
    assert.equal(packet.outer.transport, layer.none);
  }
});
