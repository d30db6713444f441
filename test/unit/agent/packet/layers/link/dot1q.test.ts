import assert from "node:assert/strict";
import { test } from "node:test";
import * as linkType from "../../../../../../agent/packet/link-type.ts";
import { layer } from "../../../../../../agent/packet/packet.ts";
import { type Bytes, ethernet, ipv4, tcp, vlanTag } from "../../build.ts";
import { decodeBytes } from "../../decode-bytes.ts";

const decode = (bytes: Bytes, capturedLength = bytes.length) =>
  decodeBytes(bytes, { linkType: linkType.ethernet, capturedLength });

test("reads the identifier without priority, and what follows", () => {
  const { outer } = decode(ethernet(vlanTag(ipv4(tcp()), 0x0fff), 0x8100));
  assert.equal(outer.vlan, 0x0fff);
  assert.equal(outer.etherType, 0x0800);
  assert.equal(outer.destinationPort, 8080);
});

test("of stacked tags (802.1ad) the outermost counts", () => {
  const { outer } = decode(ethernet(vlanTag(vlanTag(ipv4(tcp()), 20), 10, 0x8100), 0x88a8));
  assert.equal(outer.vlan, 10);
  assert.equal(outer.destinationPort, 8080);
});

test("more than four tags are malformed", () => {
  const stack = (tags: number): Bytes =>
    tags === 0 ? ipv4(tcp()) : vlanTag(stack(tags - 1), tags, tags === 1 ? 0x0800 : 0x8100);
  assert.equal(decode(ethernet(stack(4), 0x8100)).malformed, false);
  const packet = decode(ethernet(stack(5), 0x8100));
  assert.equal(packet.malformed, true);
  assert.equal(packet.problemLayer, layer.dot1q);
});

test("cut in the tag it is truncated and keeps the frame's header", () => {
  const packet = decode(ethernet(vlanTag(ipv4(tcp()), 10), 0x8100), 17);
  assert.equal(packet.truncated, true);
  assert.equal(packet.outer.etherType, 0x8100);
});
