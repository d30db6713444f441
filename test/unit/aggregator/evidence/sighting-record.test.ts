import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { sightingRecords, sightingsOf } from "../../../../aggregator/evidence/sighting-record.ts";
import type { SightingFields } from "../../../../proto/records/fields.ts";
import { packSightings, SightingRecordError } from "../../../../proto/records/record.ts";
import { anySighting } from "../../proto/records/sighting-arbitrary.ts";
import { plain, sightingFrom } from "../../proto/records/sighting-from.ts";

const written = (list: readonly SightingFields[]): unknown =>
  JSON.parse(JSON.stringify(sightingRecords(list.map(sightingFrom))));

const syn: SightingFields = {
  timeNs: 1_795_335_775_639_674_001n,
  ifindex: 7,
  direction: "in",
  length: 60,
  tunnel: null,
  sourceMac: "00:00:00:aa:00:05",
  destinationMac: null,
  vlan: null,
  etherType: 0x0800,
  arp: null,
  ip: {
    source: "10.16.0.5",
    destination: "10.16.0.6",
    protocol: 6,
    sourcePort: 41580,
    destinationPort: 8080,
    icmpType: null,
    icmpCode: null,
    icmpSequence: null,
    ttl: 64,
    identification: 0x62a2,
    dontFragment: true,
    fragmentOffset: 0,
    moreFragments: false,
    tcp: { sequence: 0xfedcba98, acknowledgement: 0, flags: 2, mss: 1360 },
    icmpMtu: null,
    payloadLength: 0,
    payloadPrefix: 0n,
    checksum: "good",
  },
  quoted: null,
  truncated: false,
  malformed: false,
};

test("a sighting is written so that people can read it, without what is not there", () => {
  assert.deepEqual(written([syn]), [
    {
      timeNs: "1795335775639674001",
      ifindex: 7,
      direction: "in",
      length: 60,
      sourceMac: "00:00:00:aa:00:05",
      etherType: 0x0800,
      ip: {
        source: "10.16.0.5",
        destination: "10.16.0.6",
        protocol: 6,
        sourcePort: 41580,
        destinationPort: 8080,
        ttl: 64,
        identification: 0x62a2,
        dontFragment: true,
        fragmentOffset: 0,
        tcp: { sequence: 0xfedcba98, acknowledgement: 0, flags: 2, mss: 1360 },
        payloadLength: 0,
        payloadPrefix: "0",
        checksum: "good",
      },
    },
  ]);
});

test("what is written is read the same", () => {
  const property = fc.property(fc.array(anySighting, { maxLength: 5 }), (list) => {
    assert.deepEqual(plain(sightingsOf(written(list))), list);
  });
  fc.assert(property, { numRuns: 500 });
});

test("the records in base64 of earlier releases are read, too", () => {
  const property = fc.property(fc.array(anySighting, { maxLength: 5 }), (list) => {
    const record = Buffer.from(packSightings(list)).toString("base64");
    assert.deepEqual(plain(sightingsOf(record)), list);
  });
  fc.assert(property);
});

test("what is no sighting is named", () => {
  const [record] = written([syn]) as readonly [Record<string, unknown>];
  assert.throws(() => sightingsOf([record, { ...record, ifindex: "7" }]), /1\.ifindex/);
  assert.throws(() => sightingsOf([{ ...record, timeNs: "soon" }]), /0\.timeNs/);
  assert.throws(() => sightingsOf(undefined), SyntaxError);
  assert.throws(() => sightingsOf([{ ...record, ifindex: -1 }]), SightingRecordError);
  assert.throws(() => sightingsOf("AAAA"), SightingRecordError);
});
