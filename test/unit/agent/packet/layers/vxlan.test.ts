import assert from "node:assert/strict";
import { test } from "node:test";
import { vxlanVni } from "../../../../../agent/packet/layers/vxlan.ts";
import { layer } from "../../../../../agent/packet/packet.ts";
import { ethernet, ipv4, sll2, tcp, underlay, vxlan } from "../build.ts";
import { decodeBytes } from "../decode-bytes.ts";

const frame = (flags?: number) =>
  sll2(underlay(vxlan(ethernet(ipv4(tcp())), 0xfedcba, flags), 4789));

test("reads the VNI and the frame inside", () => {
  const packet = decodeBytes(frame());
  assert.deepEqual([packet.tunnel, vxlanVni(packet)], [layer.vxlan, 0xfedcba]);
  assert.equal(packet.inner.destinationPort, 8080);
});

test("without the I flag there is no VNI, and it is malformed", () => {
  const packet = decodeBytes(frame(0xf7));
  assert.deepEqual([packet.malformed, packet.tunnel], [true, layer.none]);
});

test("cut in the header there is no tunnel", () => {
  const packet = decodeBytes(frame(), { capturedLength: 20 + 20 + 8 + 7 });
  assert.deepEqual([packet.truncated, packet.tunnel], [true, layer.none]);
});
