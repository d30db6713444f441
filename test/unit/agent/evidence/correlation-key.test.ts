import assert from "node:assert/strict";
import { test } from "node:test";
import { correlationKey } from "../../../../agent/evidence/correlation-key.ts";
import {
  arp,
  type Bytes,
  ethernet,
  filler,
  geneve,
  icmp,
  ipv4,
  ipv6,
  sll2,
  tcp,
  u16,
  udp,
  underlay,
} from "../packet/build.ts";
import { decodeBytes } from "../packet/decode-bytes.ts";

const keyOf = (bytes: Bytes): number => correlationKey(decodeBytes(bytes));

test("a packet has one key at the veth and in the tunnel", () => {
  const packet = ipv4(tcp(filler(9)));
  const key = keyOf(sll2(packet));
  assert.equal(keyOf(sll2(underlay(geneve(ethernet(packet), 5), 6081))), key);
  assert.equal(keyOf(sll2(packet, { ifindex: 2, packetType: 4 })), key);
});

test("every field that names the packet changes the key", () => {
  const echo = (sequence: number, identifier = 1): Bytes =>
    sll2(ipv4(icmp(8, 0, [...u16(identifier), ...u16(sequence)]), { protocol: 1 }));
  const keys = [
    keyOf(sll2(ipv4(tcp()))),
    keyOf(sll2(ipv4(tcp(), { identification: 1 }))),
    keyOf(sll2(ipv4(tcp(), { source: "10.16.0.7" }))),
    keyOf(sll2(ipv4(tcp(), { destination: "10.16.0.7" }))),
    keyOf(sll2(ipv4(tcp(), { source: "10.16.0.6", destination: "10.16.0.5" }))),
    keyOf(sll2(ipv4(udp(), { protocol: 17 }))),
    keyOf(sll2(ipv4(udp([], { destinationPort: 9091 }), { protocol: 17 }))),
    keyOf(sll2(ipv6(tcp([], { family: 6 })), { etherType: 0x86dd })),
    ...Array.from({ length: 1000 }, (_, sequence) => keyOf(echo(sequence))),
    keyOf(echo(1, 2)),
  ];
  assert.equal(new Set(keys).size, keys.length);
  assert.ok(keys.every((key) => key === (key | 0)));
});

test("what is no IP packet has the key 0", () => {
  assert.equal(keyOf(sll2(arp(1), { etherType: 0x0806 })), 0);
});
