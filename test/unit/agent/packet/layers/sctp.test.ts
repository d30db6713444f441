import assert from "node:assert/strict";
import { test } from "node:test";
import { layer } from "../../../../../agent/packet/packet.ts";
import { hex, ipv4, sll2 } from "../build.ts";
import { decodeBytes } from "../decode-bytes.ts";

/** Common header and an INIT chunk's first bytes. */
const bytes = sll2(ipv4(hex("8e3c 0b59 00000000 00000000 01000014"), { protocol: 132 }));

test("reads the ports", () => {
  const { outer } = decodeBytes(bytes);
  assert.deepEqual([outer.transport, outer.sourcePort], [layer.sctp, 0x8e3c]);
  assert.deepEqual([outer.destinationPort, outer.payloadLength], [2905, 4]);
});

test("cut in the header it is truncated", () => {
  const packet = decodeBytes(bytes, { capturedLength: 51 });
  assert.deepEqual([packet.truncated, packet.problemLayer], [true, layer.sctp]);
});
