import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { SightingFields } from "../../../../proto/records/fields.ts";
import { at, flag, recordBytes } from "../../../../proto/records/layout.ts";
import {
  packSightings,
  SightingRecordError,
  type SightingRecordErrorType,
  sightingsIn,
} from "../../../../proto/records/record.ts";
import { anySighting } from "./sighting-arbitrary.ts";
import { plain } from "./sighting-from.ts";

function failure(action: () => unknown): SightingRecordErrorType {
  try {
    action();
  } catch (error) {
    if (error instanceof SightingRecordError) return error.type;
    throw error;
  }
  throw new Error("nothing was thrown");
}

const minimal: SightingFields = {
  timeNs: 1_795_335_775_639_674_001n,
  ifindex: 7,
  direction: "in",
  length: 84,
  tunnel: null,
  sourceMac: null,
  destinationMac: null,
  vlan: null,
  etherType: 0x0800,
  arp: null,
  ip: null,
  quoted: null,
  truncated: false,
  malformed: false,
};

test("whatever is packed is unpacked the same", () => {
  const property = fc.property(fc.array(anySighting, { maxLength: 5 }), (sightings) => {
    const bytes = packSightings(sightings);
    assert.equal(bytes.length, sightings.length * recordBytes);
    assert.deepEqual(plain(sightingsIn(bytes)), sightings);
  });
  fc.assert(property, { numRuns: 500 });
});

test("records may lie anywhere in a larger buffer", () => {
  const bytes = packSightings([minimal]);
  const larger = new Uint8Array(recordBytes + 20).fill(0xff);
  larger.set(bytes, 13);
  assert.deepEqual(plain(sightingsIn(larger.subarray(13, 13 + recordBytes))), [minimal]);
});

test("no two fields share a byte", () => {
  const widths: Readonly<Record<string, number>> = {
    timeNs: 8,
    payloadPrefix: 8,
    sourceMac: 6,
    destinationMac: 6,
    senderMac: 6,
    targetMac: 6,
    linkAddress: 6,
    source: 16,
    destination: 16,
    target: 16,
    version: 1,
    protocol: 1,
    ttl: 1,
    icmpType: 1,
    icmpCode: 1,
    type: 1,
    ...{ etherType: 2, vlan: 2, ingressPort: 2, egressPort: 2, sourcePort: 2, operation: 2 },
    ...{ destinationPort: 2, icmpSequence: 2, fragmentOffset: 2, mss: 2 },
  };
  const taken = new Set<number>();
  const take = (name: string, offset: number, width: number): void => {
    for (let byte = offset; byte < offset + width; byte += 1) {
      assert.equal(taken.has(byte), false, `${name} at ${byte}`);
      assert.ok(byte < recordBytes);
      taken.add(byte);
    }
  };
  for (const [name, value] of Object.entries(at)) {
    if (typeof value === "number") take(name, value, widths[name] ?? 4);
    else {
      for (const [field, offset] of Object.entries(value)) {
        const width = name === "tcp" && field === "flags" ? 2 : (widths[field] ?? 4);
        take(`${name}.${field}`, offset, width);
      }
    }
  }
  const bits = Object.values(flag).map((bit) => bit >>> 0);
  assert.equal(new Set(bits).size, bits.length);
  assert.ok(bits.every((bit) => (bit & (bit - 1)) === 0));
});

test("an unknown version, a torn record and impossible flags are typed errors", () => {
  const bytes = packSightings([minimal, minimal]);
  bytes[recordBytes] = 2;
  assert.deepEqual(
    failure(() => sightingsIn(bytes)),
    { code: "UNKNOWN_VERSION", record: 1, version: 2 },
  );
  for (let length = 1; length < recordBytes; length += 1) {
    const type = failure(() => sightingsIn(bytes.subarray(0, length)));
    assert.deepEqual(type, { code: "BAD_LENGTH", bytes: length, recordBytes });
  }
  const flags = (value: number): Uint8Array => {
    const one = packSightings([minimal]);
    new DataView(one.buffer).setUint32(at.flags, value);
    return one;
  };
  const expected = { code: "BAD_RECORD", record: 0, field: "flags" };
  assert.deepEqual(
    failure(() => sightingsIn(flags(flag.mss))),
    expected,
  );
  const both = flag.ip | flag.checksumGood | flag.checksumBad;
  assert.deepEqual(
    failure(() => sightingsIn(flags(both))),
    { ...expected, field: "checksum" },
  );
});

test("what does not fit is named, and not wrapped around", () => {
  const misfits: readonly (readonly [string, SightingFields])[] = [
    ["timeNs", { ...minimal, timeNs: -1n }],
    ["ifindex", { ...minimal, ifindex: 2 ** 32 }],
    ["vlan", { ...minimal, vlan: 65_536 }],
    ["length", { ...minimal, length: 1.5 }],
    ["sourceMac", { ...minimal, sourceMac: "00:00:00:AA:00:05" }],
    ["nd.target", { ...minimal, nd: { type: 135, target: "fe80::1%eth0", linkAddress: null } }],
  ];
  for (const [field, sighting] of misfits) {
    const type = failure(() => packSightings([minimal, sighting]));
    assert.deepEqual(type, { code: "UNPACKABLE", record: 1, field });
  }
});

test("any bytes end in sightings or a typed error, and those pack again", () => {
  const noise = fc.uint8Array({ minLength: recordBytes, maxLength: recordBytes });
  const property = fc.property(noise, fc.boolean(), fc.nat(3), (bytes, isVersioned, tail) => {
    if (isVersioned) bytes[at.version] = 1;
    const input = Uint8Array.from([...bytes, ...new Array<number>(tail === 3 ? 1 : 0).fill(0)]);
    try {
      const sightings = sightingsIn(input);
      assert.deepEqual(plain(sightingsIn(packSightings(sightings))), plain(sightings));
    } catch (error) {
      assert.ok(error instanceof SightingRecordError);
    }
  });
  fc.assert(property, { numRuns: 1000 });
});
