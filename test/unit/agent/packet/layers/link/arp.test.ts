import assert from "node:assert/strict";
import { test } from "node:test";
import { arpAddresses, arpOperation } from "../../../../../../agent/packet/layers/link/arp.ts";
import { absent } from "../../../../../../agent/packet/packet.ts";
import { arp, sll2 } from "../../build.ts";
import { decodeBytes } from "../../decode-bytes.ts";

const frame = (operation: number) => sll2(arp(operation), { etherType: 0x0806 });

test("reads operation and addresses", () => {
  const packet = decodeBytes(frame(2));
  const { outer, view } = packet;
  assert.equal(arpOperation(packet, outer), 2);
  assert.equal(view.getUint32(outer.arpAt + arpAddresses.senderIp), 0x0a100005);
  assert.equal(view.getUint32(outer.arpAt + arpAddresses.targetIp), 0x0a100006);
  assert.equal(view.getUint32(outer.arpAt + arpAddresses.senderMac), 0x000000aa);
  assert.equal(view.getUint32(outer.arpAt + arpAddresses.targetMac), 0);
});

test("ARP for anything but IPv4 over Ethernet is legal and left alone", () => {
  for (const [at, value] of [
    [1, 6],
    [2, 0x86],
    [4, 8],
    [5, 16],
  ] as const) {
    const bytes = frame(1).map((byte, index) => (index === 20 + at ? value : byte));
    const packet = decodeBytes(bytes);
    assert.equal(packet.outer.arpAt, absent);
    assert.equal(packet.malformed || packet.truncated, false);
  }
});

test("cut anywhere it is truncated", () => {
  for (let capturedLength = 20; capturedLength < 48; capturedLength += 1) {
    const packet = decodeBytes(frame(1), { capturedLength });
    assert.deepEqual([packet.truncated, packet.outer.arpAt], [true, absent]);
  }
});
