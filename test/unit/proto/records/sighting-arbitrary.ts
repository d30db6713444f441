import fc from "fast-check";
import { ipv4Text, ipv6Text, macText } from "../../../../proto/records/addresses.ts";
import type { SightingFields } from "../../../../proto/records/fields.ts";

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset);
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

export const anyMac = bytes(6).map((six) => macText(viewOf(six), 0));
export const anyIpv4 = bytes(4).map((four) => ipv4Text(viewOf(four), 0));
/** Bytes that are often zero, so that "::" is in every place. */
export const anyIpv6Bytes = fc
  .array(fc.constantFrom(0, 0, 0, 1, 0x10, 0xfe), { minLength: 16, maxLength: 16 })
  .map((sixteen) => Uint8Array.from(sixteen));
const anyIpv6 = anyIpv6Bytes.map((sixteen) => ipv6Text(viewOf(sixteen), 0));

const uint8 = fc.integer({ min: 0, max: 0xff });
const uint16 = fc.integer({ min: 0, max: 0xffff });
const uint32 = fc.integer({ min: 0, max: 0xffffffff });
const uint64 = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

const pair = fc.oneof(
  fc.record({ source: anyIpv4, destination: anyIpv4 }),
  fc.record({ source: anyIpv6, destination: anyIpv6 }),
);
const flow = fc.record({
  protocol: uint8,
  sourcePort: uint16,
  destinationPort: uint16,
  icmpType: orNull(uint8),
  icmpCode: orNull(uint8),
  icmpSequence: orNull(uint16),
});
const flowFields = fc.tuple(pair, flow).map(([ends, rest]) => ({ ...ends, ...rest }));
const tcp = fc.record({
  sequence: uint32,
  acknowledgement: uint32,
  flags: uint16,
  mss: orNull(uint16),
});
const ipOnly = fc.record(
  {
    ttl: uint8,
    identification: uint32,
    dontFragment: fc.boolean(),
    fragmentOffset: uint16,
    moreFragments: fc.boolean(),
    tcp: orNull(tcp),
    icmpMtu: orNull(uint32),
    payloadLength: uint32,
    payloadPrefix: uint64,
    payloadDigest: fc.integer({ min: 1, max: 0xffffffff }),
    checksum: fc.constantFrom("good", "bad", "unknown"),
  },
  {
    requiredKeys: [
      "ttl",
      "identification",
      "dontFragment",
      "fragmentOffset",
      "moreFragments",
      "tcp",
      "icmpMtu",
      "payloadLength",
      "payloadPrefix",
      "checksum",
    ],
  },
);
const tunnel = fc
  .tuple(
    pair,
    fc.record({
      kind: fc.constantFrom("geneve", "vxlan"),
      vni: uint32,
      ingressPort: orNull(uint16),
      egressPort: orNull(uint16),
    }),
  )
  .map(([ends, rest]) => ({ ...ends, ...rest }));
const arp = fc.record({
  operation: uint16,
  senderMac: anyMac,
  senderIp: anyIpv4,
  targetMac: anyMac,
  targetIp: anyIpv4,
});
const nd = fc.record({ type: uint8, target: orNull(anyIpv6), linkAddress: orNull(anyMac) });

const nullPrototyped: fc.Arbitrary<SightingFields> = fc.record(
  {
    timeNs: uint64,
    ifindex: uint32,
    direction: fc.constantFrom("in", "out"),
    length: uint32,
    tunnel: orNull(tunnel),
    sourceMac: orNull(anyMac),
    destinationMac: orNull(anyMac),
    vlan: orNull(uint16),
    etherType: uint16,
    arp: orNull(arp),
    ip: orNull(fc.tuple(flowFields, ipOnly).map(([ends, rest]) => ({ ...ends, ...rest }))),
    nd,
    quoted: orNull(flowFields),
    truncated: fc.boolean(),
    malformed: fc.boolean(),
  },
  {
    requiredKeys: [
      "timeNs",
      "ifindex",
      "direction",
      "length",
      "tunnel",
      "sourceMac",
      "destinationMac",
      "vlan",
      "etherType",
      "arp",
      "ip",
      "quoted",
      "truncated",
      "malformed",
    ],
  },
);

/** Any sighting that a record can hold, of plain objects. */
export const anySighting = nullPrototyped.map((sighting) => structuredClone(sighting));
