import assert from "node:assert/strict";
import { test } from "node:test";
import { recognise } from "../../../../../aggregator/correlation/join/recognise.ts";
import type { SeriesKeys } from "../../../../../aggregator/correlation/join/series.ts";
import { AddressSet } from "../../../../../proto/records/address-set.ts";
import type { FlowFields, IpFields } from "../../../../../proto/records/fields.ts";
import type { Sighting } from "../../../../../proto/records/sighting.ts";

import { changed, sightingFrom } from "../../../proto/records/sighting-from.ts";

const [a, b] = ["10.16.0.5", "10.16.0.6"];

function series(protocol: SeriesKeys["protocol"], wholeFlows = false): SeriesKeys {
  return {
    protocol,
    sources: new AddressSet([a]),
    destinations: new AddressSet([b]),
    wholeFlows,
    keyOf: (first, second) => {
      if (protocol === "icmp") return first === 77 && second <= 5 ? second : null;
      return second === 8080 && first >= 61_000 ? first : null;
    },
  };
}

function flow(fields: Partial<FlowFields>): FlowFields {
  return {
    source: a,
    destination: b,
    protocol: 6,
    sourcePort: 61_000,
    destinationPort: 8080,
    icmpType: null,
    icmpCode: null,
    icmpSequence: null,
    ...fields,
  };
}

function sighting(fields: Partial<IpFields>, quoted: FlowFields | null = null): Sighting {
  const ip: IpFields = {
    ...flow(fields),
    ttl: 64,
    identification: 0,
    dontFragment: true,
    fragmentOffset: fields.fragmentOffset ?? 0,
    moreFragments: false,
    tcp: fields.tcp ?? null,
    icmpMtu: null,
    payloadLength: 0,
    payloadPrefix: 0n,
    checksum: "good",
  };
  return sightingFrom({
    timeNs: 0n,
    ifindex: 1,
    direction: "in",
    length: 84,
    tunnel: null,
    sourceMac: null,
    destinationMac: null,
    vlan: null,
    etherType: 0x0800,
    arp: null,
    ip,
    quoted,
    truncated: false,
    malformed: false,
  });
}

const tcp = (flags: number) => ({ sequence: 1, acknowledgement: 0, flags, mss: null });
const back = { source: b, destination: a, sourcePort: 8080, destinationPort: 61_000 };
const echo = { protocol: 1, sourcePort: 77, destinationPort: 77, icmpCode: 0, icmpSequence: 3 };

test("an echo and its reply, by identifier and sequence", () => {
  const request = sighting({ ...echo, icmpType: 8 });
  assert.deepEqual(recognise(series("icmp"), request), { key: 3, kind: "request" });
  const reply = sighting({ ...echo, source: b, destination: a, icmpType: 0 });
  assert.deepEqual(recognise(series("icmp"), reply), { key: 3, kind: "reply" });
});

test("an echo of another identifier, sequence or pair is another's", () => {
  const others = [
    { ...echo, icmpType: 8, sourcePort: 78 },
    { ...echo, icmpType: 8, icmpSequence: 6 },
    { ...echo, icmpType: 8, source: "10.16.0.9" },
    { ...echo, icmpType: 0 },
  ];
  for (const other of others) assert.equal(recognise(series("icmp"), sighting(other)), null);
});

test("SYN asks, SYN-ACK answers, RST refuses, and nothing else counts", () => {
  const kinds = (fields: Partial<IpFields>) => recognise(series("tcp"), sighting(fields))?.kind;
  assert.equal(kinds({ tcp: tcp(2) }), "request");
  assert.equal(kinds({ ...back, tcp: tcp(18) }), "reply");
  assert.equal(kinds({ ...back, tcp: tcp(20) }), "refusal");
  assert.equal(kinds({ tcp: tcp(16) }), undefined);
  assert.equal(kinds({ ...back, tcp: tcp(16) }), undefined);
});

test("watching whole flows, every packet counts", () => {
  const kind = recognise(series("tcp", true), sighting({ tcp: tcp(16) }))?.kind;
  assert.equal(kind, "request");
});

test("a datagram and its answer; a later fragment has no ports", () => {
  const datagram = sighting({ protocol: 17 });
  assert.deepEqual(recognise(series("udp"), datagram), { key: 61_000, kind: "request" });
  assert.equal(recognise(series("udp"), sighting({ protocol: 17, ...back }))?.kind, "reply");
  assert.equal(recognise(series("udp"), sighting({ protocol: 17, fragmentOffset: 8 })), null);
});

test("an ICMP error is about the packet that it quotes", () => {
  const quoted = flow({ protocol: 17 });
  const error = (icmpCode: number, source: string) =>
    sighting({ protocol: 1, source, destination: a, icmpType: 3, icmpCode }, quoted);
  assert.deepEqual(recognise(series("udp"), error(3, b)), { key: 61_000, kind: "refusal" });
  assert.equal(recognise(series("udp"), error(4, "10.16.0.1"))?.kind, "error");
  assert.equal(recognise(series("udp"), error(3, "10.16.0.1"))?.kind, "error");
  assert.equal(recognise(series("tcp"), error(3, b)), null);
});

test("what is not IP is none of it", () => {
  assert.equal(recognise(series("tcp"), changed(sighting({}), { ip: null })), null);
});

test("of a pod that talks to itself by its Service the ports tell which way a packet goes", () => {
  const vip = "10.96.0.14";
  const both = new AddressSet([a, vip]);
  const own: SeriesKeys = {
    ...series("tcp"),
    sources: both,
    destinations: both,
    keyOf: (first, second) => (first >= 61_000 && [80, 8080].includes(second) ? first : null),
  };
  const [syn, synAck] = [{ tcp: tcp(2) }, { tcp: tcp(18) }];
  const back = { sourcePort: 8080, destinationPort: 61_000 };
  const seen = [
    sighting({ source: a, destination: vip, destinationPort: 80, ...syn }),
    sighting({ source: vip, destination: a, ...syn }),
    sighting({ source: a, destination: vip, ...back, ...synAck }),
    sighting({ source: vip, destination: a, ...back, sourcePort: 80, ...synAck }),
    sighting({ source: a, destination: vip, ...back, tcp: tcp(20) }),
  ].map((one) => recognise(own, one)?.kind);
  assert.deepEqual(seen, ["request", "request", "reply", "reply", "refusal"]);
});
