import assert from "node:assert/strict";
import { type ObservedAt, writeRecord } from "../../../../agent/evidence/write-record.ts";
import type { Packet } from "../../../../agent/packet/packet.ts";
import type { SightingFields } from "../../../../proto/records/fields.ts";
import { recordBytes } from "../../../../proto/records/layout.ts";
import { plainSighting } from "../../../../proto/records/plain.ts";
import { sightingsIn } from "../../../../proto/records/record.ts";
import { expectedSighting } from "./expected-sighting.ts";

/** What the record of a packet says: written between two others, of which not a byte may change. */
export function sightingOf(packet: Packet, place?: ObservedAt): SightingFields {
  const bytes = new Uint8Array(3 * recordBytes);
  writeRecord(packet, new DataView(bytes.buffer), recordBytes, place);
  const [record] = sightingsIn(bytes.subarray(recordBytes, 2 * recordBytes));
  assert.ok(record);
  const sighting = plainSighting(record);
  assert.deepEqual(sighting, expectedSighting(packet, place));
  bytes.fill(0, recordBytes, 2 * recordBytes);
  assert.ok(bytes.every((byte) => byte === 0));
  return sighting;
}
