import assert from "node:assert/strict";
import { test } from "node:test";
import { layer } from "../../../../../agent/packet/packet.ts";
import { filler, ipv4, sll2, type UdpOptions, udp } from "../build.ts";
import { decodeBytes } from "../decode-bytes.ts";

const decode = (options: UdpOptions, flagsAndOffset = 0x4000) =>
  decodeBytes(sll2(ipv4(udp(filler(17), options), { protocol: 17, flagsAndOffset })));

test("reads ports, and the payload from its own length", () => {
  const { outer } = decode({});
  assert.deepEqual([outer.sourcePort, outer.destinationPort], [46174, 9090]);
  assert.equal(outer.payloadLength, 17);
  assert.equal(decode({ length: 18 }).outer.payloadLength, 10);
  assert.equal(decode({ length: 0 }).outer.payloadLength, 17);
});

test("a length below the header or behind the packet is malformed", () => {
  for (const length of [7, 26]) {
    const packet = decode({ length });
    assert.deepEqual([packet.malformed, packet.problemLayer], [true, layer.udp]);
    assert.equal(packet.outer.destinationPort, 9090);
  }
});

test("in a first fragment the length counts the fragments that follow", () => {
  const packet = decode({ length: 3000 }, 0x2000);
  assert.equal(packet.malformed, false);
  assert.equal(packet.outer.payloadLength, 17);
  assert.equal(decode({ length: 7 }, 0x2000).malformed, true);
});

test("cut in the header it is truncated", () => {
  const bytes = sll2(ipv4(udp(filler(17)), { protocol: 17 }));
  const packet = decodeBytes(bytes, { capturedLength: 47 });
  assert.deepEqual([packet.truncated, packet.outer.transport], [true, layer.none]);
  assert.equal(decodeBytes(bytes, { capturedLength: 48 }).truncated, false);
});
