import assert from "node:assert/strict";
import { test } from "node:test";
import {
  tcpAcknowledgementAt,
  tcpFlag,
  tcpSequenceAt,
} from "../../../../../agent/packet/layers/tcp.ts";
import { absent, layer } from "../../../../../agent/packet/packet.ts";
import { filler, hex, ipv4, sll2, type TcpOptions, tcp } from "../build.ts";
import { decodeBytes } from "../decode-bytes.ts";

const decode = (options: TcpOptions, payload = filler(3)) =>
  decodeBytes(sll2(ipv4(tcp(payload, options))));

test("reads the fields", () => {
  const packet = decode({});
  const { outer } = packet;
  assert.deepEqual([outer.sourcePort, outer.destinationPort], [41580, 8080]);
  assert.equal(packet.view.getUint32(tcpSequenceAt(outer)), 0xfedcba98);
  assert.equal(packet.view.getUint32(tcpAcknowledgementAt(outer)), 0x89abcdef);
  assert.equal(outer.tcpFlags, tcpFlag.psh | tcpFlag.ack);
  assert.equal(outer.payloadLength, 3);
});

test("finds the maximum segment size of a SYN among other options", () => {
  // As Linux sends them, px-a to px-b: mss 1360, sackOK, timestamps, nop, window scale
  const options = hex("0204 0550 0402 080a b22a9f07 00000000 01 03030a");
  assert.equal(decode({ options, flags: tcpFlag.syn }).outer.mss, 1360);
  const late = hex("01 01 01 01 0204 05b4");
  assert.equal(decode({ options: late, flags: tcpFlag.syn | tcpFlag.ack }).outer.mss, 1460);
  const ended = hex("00 01 0204 05b4 0000");
  assert.equal(decode({ options: ended, flags: tcpFlag.syn }).outer.mss, absent);
});

test("the segment size of one packet does not stay for the next", () => {
  const packet = decode({ options: hex("020405b4"), flags: tcpFlag.syn });
  assert.equal(packet.outer.mss, 1460);
  decodeBytes(sll2(ipv4(tcp())), {}, packet);
  assert.equal(packet.outer.mss, absent);
});

test("options that contradict themselves are malformed", () => {
  for (const text of ["02000000", "02010000", "0101 0205", "01010102"]) {
    const packet = decode({ options: hex(text), flags: tcpFlag.syn });
    assert.deepEqual([packet.malformed, packet.problemLayer], [true, layer.tcp], text);
    assert.equal(packet.outer.destinationPort, 8080);
  }
});

test("a data offset below the header or behind the segment is malformed", () => {
  for (const dataOffset of [4, 7]) {
    const packet = decode({ dataOffset });
    assert.deepEqual([packet.malformed, packet.problemLayer], [true, layer.tcp]);
    assert.equal(packet.outer.sourcePort, 41580);
  }
});

test("cut in the header there is none; cut in the options the fields are kept", () => {
  const bytes = sll2(ipv4(tcp([], { options: hex("020405b4"), flags: tcpFlag.syn })));
  for (let capturedLength = 40; capturedLength < bytes.length; capturedLength += 1) {
    const packet = decodeBytes(bytes, { capturedLength });
    assert.equal(packet.truncated, true);
    assert.equal(packet.outer.destinationPort, capturedLength < 60 ? 0 : 8080);
  }
});

test("options are read as far as they were captured", () => {
  const options = hex("020405b4 080a 11111111 22222222 0000");
  const bytes = sll2(ipv4(tcp([], { options, flags: tcpFlag.syn })));
  const mssEnd = 20 + 20 + 20 + 4;
  for (let capturedLength = 60; capturedLength < bytes.length; capturedLength += 1) {
    const packet = decodeBytes(bytes, { capturedLength });
    assert.deepEqual([packet.truncated, packet.malformed], [true, false]);
    assert.equal(packet.outer.mss, capturedLength < mssEnd ? absent : 1460);
  }
});

test("a first fragment that ends inside the header cuts it, which is no fault", () => {
  const options = hex("020405b4 01010402");
  const whole = tcp([], { options, flags: tcpFlag.syn });
  const firstOf = (bytes: number) =>
    decodeBytes(sll2(ipv4(whole.slice(0, bytes), { flagsAndOffset: 0x2000 })));
  const inOptions = firstOf(24);
  assert.deepEqual([inOptions.truncated, inOptions.malformed], [true, false]);
  assert.deepEqual([inOptions.outer.destinationPort, inOptions.outer.mss], [8080, 1460]);
  const inHeader = firstOf(8);
  assert.deepEqual([inHeader.truncated, inHeader.malformed], [true, false]);
  assert.equal(inHeader.problemLayer, layer.tcp);
  const last = decodeBytes(sll2(ipv4(whole.slice(0, 24))));
  assert.deepEqual([last.truncated, last.malformed], [false, true]);
  // A data offset below the minimum is wrong however much there is.
  const wrong = tcp([], { dataOffset: 4 });
  assert.equal(decodeBytes(sll2(ipv4(wrong, { flagsAndOffset: 0x2000 }))).malformed, true);
});
