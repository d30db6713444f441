import assert from "node:assert/strict";
import { test } from "node:test";
import * as linkType from "../../../../agent/packet/link-type.ts";
import {
  arp,
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
} from "../packet/build.ts";
import { decodeBytes } from "../packet/decode-bytes.ts";
import { sightingOf } from "./sighting-of.ts";

const timeNs = 1_795_335_775_639_674_001n;
const nothing = { tunnel: null, vlan: null, arp: null, ip: null, quoted: null };
const clean = { truncated: false, malformed: false };
const noIcmp = { icmpType: null, icmpCode: null, icmpSequence: null };

test("a TCP SYN inside Geneve is the inner packet, with the tunnel of the outer", () => {
  const segment = tcp([], { options: hex("02040550"), flags: 2 });
  const inner = ethernet(ipv4(segment));
  const packet = decodeBytes(sll2(underlay(geneve(inner, 5), 6081), { packetType: 4 }));
  assert.deepEqual(sightingOf(packet), {
    ...nothing,
    ...clean,
    timeNs,
    ifindex: 7,
    direction: "out",
    length: 20 + 8 + 16 + 14 + 20 + 24,
    tunnel: {
      kind: "geneve",
      source: "172.31.0.11",
      destination: "172.31.0.12",
      vni: 5,
      ingressPort: 2,
      egressPort: 3,
    },
    sourceMac: "00:00:00:aa:00:05",
    destinationMac: "00:00:00:aa:00:06",
    etherType: 0x0800,
    ip: {
      source: "10.16.0.5",
      destination: "10.16.0.6",
      protocol: 6,
      sourcePort: 41580,
      destinationPort: 8080,
      ...noIcmp,
      ttl: 64,
      identification: 0x62a2,
      dontFragment: true,
      fragmentOffset: 0,
      moreFragments: false,
      tcp: { sequence: 0xfedcba98, acknowledgement: 0x89abcdef, flags: 2, mss: 1360 },
      icmpMtu: null,
      payloadLength: 0,
      payloadPrefix: 0n,
      checksum: "good",
    },
  });
});

test("an ARP request at a veth: the sender's address is all that SLL2 knows", () => {
  const packet = decodeBytes(sll2(arp(1), { etherType: 0x0806, packetType: 1 }));
  assert.deepEqual(sightingOf(packet), {
    ...nothing,
    ...clean,
    timeNs,
    ifindex: 7,
    direction: "in",
    length: 28,
    sourceMac: "00:00:00:aa:00:05",
    destinationMac: null,
    etherType: 0x0806,
    arp: {
      operation: 1,
      senderMac: "00:00:00:aa:00:05",
      senderIp: "10.16.0.5",
      targetMac: "00:00:00:00:00:00",
      targetIp: "10.16.0.6",
    },
  });
});

test("an ICMP error has the MTU and the flow that it quotes", () => {
  const quotation = ipv4(udp(filler(9)), { protocol: 17 });
  const message = icmp(3, 4, hex("00000578"), quotation);
  const sighting = sightingOf(decodeBytes(sll2(ipv4(message, { protocol: 1 }))));
  assert.equal(sighting.ip?.icmpMtu, 1400);
  assert.deepEqual(sighting.quoted, {
    source: "10.16.0.5",
    destination: "10.16.0.6",
    protocol: 17,
    sourcePort: 46174,
    destinationPort: 9090,
    ...noIcmp,
  });
});

test("neighbour discovery has its target and link address; nothing else has", () => {
  const target = hex("fe80 0000 0000 0000 0200 00ff feaa 0006");
  const message = icmpv6(136, 0, hex("60000000"), [...target, 2, 1, ...hex("000000aa0006")]);
  const bytes = ethernet(ipv6(message, { nextHeader: 58 }), 0x86dd);
  const sighting = sightingOf(decodeBytes(bytes, { linkType: linkType.ethernet }));
  const linkAddress = "00:00:00:aa:00:06";
  assert.deepEqual(sighting.nd, { type: 136, target: "fe80::200:ff:feaa:6", linkAddress });
  assert.equal(sighting.ip?.checksum, "good");
  assert.equal("nd" in sightingOf(decodeBytes(sll2(ipv4(tcp())))), false);
});

test("a probe's token is the first 8 payload bytes, when they are all there", () => {
  const token = Buffer.from("token-01");
  const bytes = sll2(ipv4(udp([...token, 0x21]), { protocol: 17 }));
  const prefix = (capturedLength: number) =>
    sightingOf(decodeBytes(bytes, { capturedLength })).ip?.payloadPrefix;
  assert.equal(prefix(bytes.length), token.readBigUInt64BE());
  assert.equal(prefix(bytes.length - 1), token.readBigUInt64BE());
  assert.equal(prefix(bytes.length - 2), 0n);
  const short = sll2(ipv4(udp(filler(7)), { protocol: 17 }));
  assert.equal(sightingOf(decodeBytes(short)).ip?.payloadPrefix, 0n);
});

test("on Ethernet the caller says where the packet was seen", () => {
  const bytes = ethernet(vlanTag(ipv4(tcp()), 12), 0x8100);
  const packet = decodeBytes(bytes, { linkType: linkType.ethernet });
  const sighting = sightingOf(packet, { ifindex: 9, direction: "out" });
  assert.deepEqual([sighting.ifindex, sighting.direction], [9, "out"]);
  assert.deepEqual([sighting.vlan, sighting.length], [12, 4 + 40]);
});

test("malformed packets claim nothing about checksums", () => {
  const sighting = sightingOf(decodeBytes(sll2(ipv4(tcp([], { dataOffset: 4 })))));
  assert.deepEqual([sighting.malformed, sighting.ip?.checksum], [true, "unknown"]);
  assert.equal(sighting.ip?.destinationPort, 8080);
});
