import assert from "node:assert/strict";
import { test } from "node:test";
import { icmpv6Mtu } from "../../../../../agent/packet/layers/icmpv6.ts";
import { absent } from "../../../../../agent/packet/packet.ts";
import { type Bytes, filler, hex, icmpv6, ipv6, sll2, tcp, u32 } from "../build.ts";
import { decodeBytes } from "../decode-bytes.ts";

const frame = (message: Bytes) => sll2(ipv6(message, { nextHeader: 58 }), { etherType: 0x86dd });

test("an echo has identifier and sequence", () => {
  for (const type of [128, 129]) {
    const { outer } = decodeBytes(frame(icmpv6(type, 0, hex("2a1a 0002"), filler(56))));
    assert.deepEqual([outer.icmpType, outer.icmpSequence], [type, 2]);
    assert.deepEqual([outer.sourcePort, outer.destinationPort], [0x2a1a, 0x2a1a]);
  }
});

test("packet too big tells the MTU and quotes the packet", () => {
  const original = ipv6(tcp(filler(100), { family: 6 }));
  const packet = decodeBytes(frame(icmpv6(2, 0, u32(1380), original)));
  assert.equal(icmpv6Mtu(packet, packet.outer), 1380);
  assert.deepEqual([packet.hasQuoted, packet.quoted.destinationPort], [true, 8080]);
  const other = decodeBytes(frame(icmpv6(1, 4, u32(0), original)));
  assert.equal(icmpv6Mtu(other, other.outer), absent);
  assert.equal(other.hasQuoted, true);
});

test("ICMP over IPv6 and ICMPv6 over IPv4 mean nothing", () => {
  const message = icmpv6(128, 0, hex("2a1a 0002"));
  const bytes = sll2(ipv6(message, { nextHeader: 1 }), { etherType: 0x86dd });
  assert.equal(decodeBytes(bytes).outer.icmpType, absent);
});
