import assert from "node:assert/strict";
import { test } from "node:test";
import { ipv4DontFragment, ipv4TimeToLive } from "../../../../../agent/packet/layers/ipv4.ts";
import { absent, layer } from "../../../../../agent/packet/packet.ts";
import { filler, hex, ipv4, sll2, tcp, udp } from "../build.ts";
import { decodeBytes } from "../decode-bytes.ts";

test("reads the fields, behind options too", () => {
  const options = hex("94040000 01010101"); // router alert (RFC 2113), no-operations
  const packet = decodeBytes(sll2(ipv4(tcp(filler(9)), { options })));
  const { outer } = packet;
  assert.equal(outer.protocol, 6);
  assert.equal(outer.identification, 0x62a2);
  assert.equal(ipv4TimeToLive(packet, outer), 64);
  assert.equal(ipv4DontFragment(packet, outer), true);
  assert.equal(outer.destinationPort, 8080);
  assert.equal(outer.payloadLength, 9);
});

test("the first fragment has the transport header, the others have none", () => {
  const first = decodeBytes(sll2(ipv4(tcp(filler(20)), { flagsAndOffset: 0x2000 }))).outer;
  assert.deepEqual([first.moreFragments, first.fragmentOffset], [true, 0]);
  assert.equal(first.destinationPort, 8080);
  const later = decodeBytes(sll2(ipv4(filler(40), { flagsAndOffset: 0x00ac }))).outer;
  assert.deepEqual([later.moreFragments, later.fragmentOffset], [false, 0xac * 8]);
  assert.equal(later.transport, layer.none);
  assert.equal(later.payloadLength, 40);
  const last = decodeBytes(sll2(ipv4(filler(8), { flagsAndOffset: 0x1fff }))).outer;
  assert.equal(last.fragmentOffset, 65_528);
});

test("a total length of 0 (segmentation offload above 64 KiB) means the whole frame", () => {
  const { outer, malformed } = decodeBytes(sll2(ipv4(tcp(filler(9)), { totalLength: 0 })));
  assert.deepEqual([malformed, outer.payloadLength], [false, 9]);
});

test("a header that contradicts itself or its frame is malformed", () => {
  const contradictions = [
    { first: 0x65 }, // version 6 in an IPv4 frame
    { first: 0x44 }, // 16 bytes of header
    { totalLength: 19 }, // ends inside its own header
    { totalLength: 41 }, // ends behind the frame
    { first: 0x4f }, // options behind the end of the packet
  ];
  for (const contradiction of contradictions) {
    const packet = decodeBytes(sll2(ipv4(tcp(), contradiction)));
    assert.deepEqual([packet.malformed, packet.truncated], [true, false]);
    assert.equal(packet.problemLayer, layer.ipv4);
    assert.equal(packet.outer.transport, layer.none);
  }
});

test("what is cut by the snap length keeps the layers before", () => {
  const bytes = sll2(ipv4(udp(filler(8)), { protocol: 17, options: hex("94040000") }));
  const inHeader = decodeBytes(bytes, { capturedLength: 39 });
  assert.deepEqual([inHeader.truncated, inHeader.outer.ipVersion], [true, 0]);
  assert.equal(inHeader.outer.etherType, 0x0800);
  const inOptions = decodeBytes(bytes, { capturedLength: 42 });
  assert.deepEqual([inOptions.truncated, inOptions.outer.ipVersion], [true, 4]);
  assert.equal(inOptions.outer.identification, 0x62a2);
  assert.equal(inOptions.outer.transportAt, absent);
});
