import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { DecodeError } from "../../../../agent/packet/decode.ts";
import * as linkType from "../../../../agent/packet/link-type.ts";
import { Packet } from "../../../../agent/packet/packet.ts";
import type { SightingFields } from "../../../../proto/records/fields.ts";
import { sightingOf } from "../evidence/sighting-of.ts";
import {
  arp,
  type Bytes,
  ethernet,
  filler,
  geneve,
  hex,
  icmp,
  icmpv6,
  ipv4,
  ipv6,
  sll2,
  tcp,
  udp,
  underlay,
  vlanTag,
  vxlan,
} from "./build.ts";
import { decodeBytes } from "./decode-bytes.ts";

const solicitation = icmpv6(135, 0, hex("00000000"), [...filler(16), 1, 1, ...filler(6)]);
const unreachable = icmp(3, 4, hex("00000578"), ipv4(tcp(filler(9))));
const extended = [
  60,
  0,
  ...filler(6),
  ...hex("11 00 0001 89abcdef"),
  ...udp(filler(9), { family: 6 }),
];

/** One of everything, by link type. */
const packets: readonly (readonly [string, number, Bytes])[] = [
  ["arp", linkType.linuxSll2, sll2(arp(1), { etherType: 0x0806 })],
  [
    "tcp",
    linkType.ethernet,
    ethernet(ipv4(tcp(filler(9), { options: hex("020405b4"), flags: 2 }))),
  ],
  ["vlan", linkType.ethernet, ethernet(vlanTag(ipv4(udp(), { protocol: 17 }), 5), 0x8100)],
  ["icmp error", linkType.linuxSll2, sll2(ipv4(unreachable, { protocol: 1 }))],
  ["nd", linkType.ethernet, ethernet(ipv6(solicitation, { nextHeader: 58 }), 0x86dd)],
  ["extensions", linkType.ethernet, ethernet(ipv6(extended, { nextHeader: 0 }), 0x86dd)],
  ["geneve", linkType.linuxSll2, sll2(underlay(geneve(ethernet(ipv4(tcp())), 1), 6081))],
  ["vxlan", linkType.linuxSll2, sll2(underlay(vxlan(ethernet(ipv4(tcp())), 1), 4789))],
];

function see(
  bytes: Bytes,
  link: number,
  capturedLength: number,
  surroundings: number,
): SightingFields {
  return sightingOf(decodeBytes(bytes, { linkType: link, capturedLength, surroundings }));
}

test("the packets of these tests are whole", () => {
  for (const [name, link, bytes] of packets) {
    const sighting = see(bytes, link, bytes.length, 0);
    assert.deepEqual([sighting.truncated, sighting.malformed], [false, false], name);
  }
});

test("cut at every length: truncated and never malformed, and no byte outside counts", () => {
  for (const [name, link, bytes] of packets) {
    for (let length = 0; length <= bytes.length; length += 1) {
      const sighting = see(bytes, link, length, 0x00);
      assert.equal(sighting.malformed, false, `${name} cut at ${length}`);
      assert.deepEqual(see(bytes, link, length, 0xff), sighting, `${name} cut at ${length}`);
      assert.deepEqual(see(bytes, link, length, 0x45), sighting, `${name} cut at ${length}`);
    }
  }
});

test("cut on the wire at every length: malformed and never truncated", () => {
  for (const [name, link, bytes] of packets) {
    for (let length = 0; length < bytes.length; length += 1) {
      const sighting = see(bytes.slice(0, length), link, length, 0xff);
      assert.equal(sighting.truncated, false, `${name} ends at ${length}`);
      assert.deepEqual(see(bytes.slice(0, length), link, length, 0), sighting);
    }
  }
});

test("nothing of a packet stays for the next", () => {
  const reused = new Packet();
  for (const [, , first] of packets) {
    for (const [name, link, second] of packets) {
      for (const capturedLength of [second.length, second.length - 12, 44]) {
        decodeBytes(first, { linkType: linkType.linuxSll2 }, reused);
        decodeBytes(second, { linkType: link, capturedLength }, reused);
        assert.deepEqual(sightingOf(reused), see(second, link, capturedLength, 0xff), name);
      }
    }
  }
});

test("any bytes give a sighting, and only of themselves", () => {
  const links = fc.constantFrom(linkType.ethernet, linkType.linuxSll2);
  const bytes = fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 160 });
  const property = fc.property(links, bytes, fc.nat(160), (link, packet, cut) => {
    const length = Math.min(cut, packet.length);
    assert.deepEqual(see(packet, link, length, 0x00), see(packet, link, length, 0xff));
  });
  fc.assert(property, { numRuns: 1000 });
});

test("packets with any few bytes changed give a sighting, and only of themselves", () => {
  const change = fc.tuple(fc.nat(200), fc.integer({ min: 0, max: 255 }));
  const changes = fc.array(change, { minLength: 1, maxLength: 4 });
  const property = fc.property(fc.constantFrom(...packets), changes, (packet, edits) => {
    const [, link, original] = packet;
    const bytes = [...original];
    for (const [at, value] of edits) bytes[at % bytes.length] = value;
    const length = bytes.length - (edits.length % 2) * 5;
    assert.deepEqual(see(bytes, link, length, 0x00), see(bytes, link, length, 0xff));
  });
  fc.assert(property, { numRuns: 3000 });
});

test("an unknown link type is an error of the capture", () => {
  assert.throws(
    () => decodeBytes(filler(40), { linkType: 113 }),
    (error) => error instanceof DecodeError && error.type.linkType === 113,
  );
});
