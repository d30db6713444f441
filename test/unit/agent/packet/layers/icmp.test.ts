import assert from "node:assert/strict";
import { test } from "node:test";
import { icmpNextHopMtu } from "../../../../../agent/packet/layers/icmp.ts";
import { absent, layer } from "../../../../../agent/packet/packet.ts";
import { type Bytes, filler, hex, icmp, ipv4, sll2, tcp, u16, udp } from "../build.ts";
import { decodeBytes } from "../decode-bytes.ts";

const frame = (message: Bytes) => sll2(ipv4(message, { protocol: 1 }));

test("an echo has identifier and sequence, and quotes nothing", () => {
  for (const type of [0, 8]) {
    const packet = decodeBytes(frame(icmp(type, 0, hex("2a16 0003"), filler(56))));
    const { outer } = packet;
    assert.deepEqual([outer.icmpType, outer.icmpCode, outer.icmpSequence], [type, 0, 3]);
    assert.deepEqual([outer.sourcePort, outer.destinationPort], [0x2a16, 0x2a16]);
    assert.equal(outer.payloadLength, 56);
    assert.equal(packet.hasQuoted, false);
  }
});

test("every error quotes the packet that it is about", () => {
  const original = ipv4(udp(filler(17)), { protocol: 17 });
  for (const type of [3, 4, 5, 11, 12]) {
    const packet = decodeBytes(frame(icmp(type, 3, u16(0).concat(u16(0)), original)));
    assert.equal(packet.hasQuoted, true);
    assert.deepEqual([packet.quoted.protocol, packet.quoted.destinationPort], [17, 9090]);
    assert.equal(packet.outer.icmpSequence, absent);
    assert.deepEqual([packet.outer.sourcePort, packet.outer.payloadLength], [0, original.length]);
  }
});

test("fragmentation needed tells the MTU", () => {
  const original = ipv4(tcp(filler(1400)));
  const quoted = original.slice(0, 28); // the least that RFC 792 wants
  const packet = decodeBytes(frame(icmp(3, 4, hex("0000 0578"), quoted)));
  assert.equal(icmpNextHopMtu(packet, packet.outer), 1400);
  assert.deepEqual([packet.quoted.transport, packet.quoted.destinationPort], [layer.tcp, 8080]);
  assert.deepEqual([packet.malformed, packet.truncated], [false, false]);
  const other = decodeBytes(frame(icmp(3, 3, hex("0000 0578"), quoted)));
  assert.equal(icmpNextHopMtu(other, other.outer), absent);
});

test("a quotation may stop anywhere, which is no fault of the packet", () => {
  const original = ipv4(tcp(filler(30)));
  for (let length = 0; length < original.length; length += 1) {
    const packet = decodeBytes(frame(icmp(11, 0, hex("00000000"), original.slice(0, length))));
    assert.deepEqual([packet.malformed, packet.truncated], [false, false], `${length} bytes`);
    assert.equal(packet.hasQuoted, length >= 20);
    assert.equal(
      packet.hasQuoted && packet.quoted.destinationPort,
      length < 20 ? false : length < 28 ? 0 : 8080,
    );
  }
});

test("a quotation that the snap length cut is truncated", () => {
  const bytes = frame(icmp(3, 3, hex("00000000"), ipv4(udp(filler(17)), { protocol: 17 })));
  const packet = decodeBytes(bytes, { capturedLength: 20 + 20 + 8 + 20 + 7 });
  assert.deepEqual([packet.truncated, packet.hasQuoted], [true, true]);
  assert.equal(packet.quoted.destinationPort, 0);
});

test("an error about an error is followed no further", () => {
  const inner = ipv4(icmp(3, 3, hex("00000000"), ipv4(tcp())), { protocol: 1 });
  const packet = decodeBytes(frame(icmp(3, 1, hex("00000000"), inner)));
  assert.equal(packet.quoted.icmpType, 3);
  assert.equal(packet.quoted.protocol, 1);
});
