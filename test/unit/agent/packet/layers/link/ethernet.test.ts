import assert from "node:assert/strict";
import { test } from "node:test";
import {
  destinationMacAt,
  sourceMacAt,
} from "../../../../../../agent/packet/layers/link/ethernet.ts";
import * as linkType from "../../../../../../agent/packet/link-type.ts";
import { absent, layer } from "../../../../../../agent/packet/packet.ts";
import { ethernet, filler, ipv4, tcp } from "../../build.ts";
import { decodeBytes } from "../../decode-bytes.ts";

const options = { linkType: linkType.ethernet };

test("reads both addresses and the EtherType", () => {
  const packet = decodeBytes(ethernet(ipv4(tcp())), options);
  const { outer } = packet;
  assert.equal(packet.view.getUint32(destinationMacAt(outer) + 2), 0x00aa0006);
  assert.equal(packet.view.getUint32(sourceMacAt(outer) + 2), 0x00aa0005);
  assert.equal(outer.etherType, 0x0800);
  assert.equal(outer.destinationPort, 8080);
  assert.equal(packet.sll2At, absent);
});

test("padding after the IP packet is no payload", () => {
  const packet = decodeBytes([...ethernet(ipv4(tcp())), ...filler(6)], options);
  assert.equal(packet.outer.payloadLength, 0);
  assert.equal(packet.malformed, false);
});

test("a length in place of the EtherType ends the reading", () => {
  const packet = decodeBytes(ethernet(filler(46), 46), options);
  assert.equal(packet.outer.etherType, 0);
  assert.notEqual(packet.outer.ethernetAt, absent);
  assert.equal(packet.malformed, false);
});

test("a frame shorter than its header is malformed when the wire had no more", () => {
  const packet = decodeBytes(filler(13), options);
  assert.deepEqual([packet.truncated, packet.malformed], [false, true]);
  assert.equal(packet.problemLayer, layer.ethernet);
});
