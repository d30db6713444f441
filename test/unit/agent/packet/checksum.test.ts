import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyChecksums } from "../../../../agent/packet/checksum.ts";
import {
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
} from "./build.ts";
import { decodeBytes } from "./decode-bytes.ts";

function verdict(bytes: Bytes, capturedLength = bytes.length): string {
  const packet = decodeBytes(bytes, { capturedLength });
  assert.equal(packet.malformed, false);
  return verifyChecksums(packet, packet.innermost);
}

const overIpv6 = (payload: Bytes, nextHeader: number) =>
  sll2(ipv6(payload, { nextHeader }), { etherType: 0x86dd });

/** Odd and even lengths: the last byte of an odd one counts as the high one. */
const packets: readonly (readonly [string, Bytes])[] = [8, 17].flatMap((length) => {
  const payload = filler(length);
  return [
    ["tcp", sll2(ipv4(tcp(payload)))],
    ["udp", sll2(ipv4(udp(payload), { protocol: 17 }))],
    ["icmp", sll2(ipv4(icmp(8, 0, hex("2a160003"), payload), { protocol: 1 }))],
    ["tcp over IPv6", overIpv6(tcp(payload, { family: 6 }), 6)],
    ["udp over IPv6", overIpv6(udp(payload, { family: 6 }), 17)],
    ["icmpv6", overIpv6(icmpv6(128, 0, hex("2a1a0002"), payload), 58)],
    ["inside Geneve", sll2(underlay(geneve(ethernet(ipv4(tcp(payload))), 1), 6081))],
  ] as const;
});

test("right checksums are good, one wrong bit of the payload is bad", () => {
  for (const [name, bytes] of packets) {
    assert.equal(verdict(bytes), "good", name);
    const flipped = [...bytes.slice(0, -1), (bytes.at(-1) ?? 0) ^ 0x10];
    assert.equal(verdict(flipped), "bad", name);
  }
});

test("what the snap length cut cannot be told", () => {
  for (const [name, bytes] of packets)
    assert.equal(verdict(bytes, bytes.length - 1), "unknown", name);
});

test("a bad IPv4 header is bad even when the rest was cut", () => {
  const bytes = sll2(ipv4(tcp(filler(30)), { checksum: 0x1234 }));
  assert.equal(verdict(bytes), "bad");
  assert.equal(verdict(bytes, bytes.length - 10), "bad");
});

test("UDP without checksum: the sender's choice over IPv4, wrong over IPv6 but for tunnels", () => {
  const none = { checksum: 0 };
  assert.equal(verdict(sll2(ipv4(udp(filler(9), none), { protocol: 17 }))), "good");
  assert.equal(verdict(overIpv6(udp(filler(9), none), 17)), "bad");
  const tunnel = udp(geneve([], 1, { protocolType: 0 }), { ...none, destinationPort: 6081 });
  const packet = decodeBytes(overIpv6(tunnel, 17));
  assert.equal(verifyChecksums(packet, packet.outer), "good");
});

test("bytes behind the UDP length are not summed", () => {
  const bytes = sll2(ipv4([...udp(filler(9)), 1, 2, 3], { protocol: 17 }));
  assert.equal(verdict(bytes), "good");
});

test("fragments, other protocols and source routes are unknown", () => {
  assert.equal(verdict(sll2(ipv4(tcp(filler(8)), { flagsAndOffset: 0x2000 }))), "unknown");
  assert.equal(verdict(sll2(ipv4(filler(8), { flagsAndOffset: 0x0001 }))), "unknown");
  assert.equal(verdict(sll2(ipv4(filler(24), { protocol: 50 }))), "unknown");
  assert.equal(verdict(sll2(ipv4(filler(24), { protocol: 132 }))), "unknown");
  const routed = [6, 0, 4, 1, 0, 0, 0, 0, ...tcp([], { family: 6 })];
  assert.equal(verdict(overIpv6(routed, 43)), "unknown");
});

test("a home address stands for the source, and is not looked at: unknown", () => {
  const address = filler(16);
  const segment = tcp([], { family: 6 });
  // RFC 6275: PadN of 2 bytes, then the option of 18 bytes.
  const mobile = [6, 2, 1, 2, 0, 0, 0xc9, 16, ...address, ...segment];
  assert.equal(verdict(overIpv6(mobile, 60)), "unknown");
  const padded = [6, 0, 1, 4, 0, 0, 0, 0, ...segment];
  assert.equal(verdict(overIpv6(padded, 60)), "good");
  // The same byte as data of another option is none.
  const other = [6, 0, 0x1e, 4, 0xc9, 0xc9, 0xc9, 0xc9, ...segment];
  assert.equal(verdict(overIpv6(other, 60)), "good");
});
