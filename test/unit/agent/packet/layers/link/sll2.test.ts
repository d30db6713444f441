import assert from "node:assert/strict";
import { test } from "node:test";
import {
  sll2Direction,
  sll2InterfaceIndex,
  sll2SourceMacAt,
} from "../../../../../../agent/packet/layers/link/sll2.ts";
import { absent, layer } from "../../../../../../agent/packet/packet.ts";
import { arp, ipv4, sll2, tcp } from "../../build.ts";
import { decodeBytes } from "../../decode-bytes.ts";

test("tells interface, direction and sender", () => {
  const packet = decodeBytes(sll2(arp(1), { etherType: 0x0806, ifindex: 0x01020304 }));
  assert.equal(sll2InterfaceIndex(packet), 0x01020304);
  assert.equal(sll2Direction(packet), "in");
  assert.equal(packet.view.getUint32(sll2SourceMacAt(packet) + 2), 0x00aa0005);
  assert.equal(packet.linkPayloadLength, 28);
});

test("only what this host sent goes out; promiscuous and broadcast packets come in", () => {
  const directions = [0, 1, 2, 3, 4].map((packetType) =>
    sll2Direction(decodeBytes(sll2(ipv4(tcp()), { packetType }))),
  );
  assert.deepEqual(directions, ["in", "in", "in", "in", "out"]);
});

test("an address of another length is no MAC address", () => {
  assert.equal(sll2SourceMacAt(decodeBytes(sll2([], { addressLength: 4 }))), absent);
});

test("on a netlink monitor the protocol is no EtherType", () => {
  const packet = decodeBytes(sll2(ipv4(tcp()), { arphrd: 824 }));
  assert.equal(packet.outer.etherType, 0);
  assert.equal(packet.outer.ipVersion, 0);
  assert.equal(packet.malformed || packet.truncated, false);
});

test("cut anywhere it is truncated", () => {
  const bytes = sll2(ipv4(tcp()));
  for (let capturedLength = 0; capturedLength < 20; capturedLength += 1) {
    const packet = decodeBytes(bytes, { capturedLength });
    assert.deepEqual([packet.truncated, packet.malformed], [true, false]);
    assert.equal(packet.problemLayer, layer.sll2);
    assert.equal(packet.sll2At, absent);
  }
});
