import assert from "node:assert/strict";
import { type ObservedAt, writeRecord } from "../../../../agent/evidence/write-record.ts";
import type { Packet } from "../../../../agent/packet/packet.ts";
import { recordBytes } from "../../../../proto/records/layout.ts";
import { unpackSightings } from "../../../../proto/records/record.ts";
import type { Sighting } from "../../../../proto/records/sighting.ts";
import { expectedSighting } from "./expected-sighting.ts";

/** What the record of a packet says: written between two others, of which not a byte may change. */
export function sightingOf(packet: Packet, place?: ObservedAt): Sighting {
  const bytes = new Uint8Array(3 * recordBytes);
  writeRecord(packet, new DataView(bytes.buffer), recordBytes, place);
  const [sighting] = unpackSightings(bytes.subarray(recordBytes, 2 * recordBytes));
  assert.ok(sighting);
  assert.deepEqual(sighting, expectedSighting(packet, place));
  bytes.fill(0, recordBytes, 2 * recordBytes);
  assert.ok(bytes.every((byte) => byte === 0));
  return sighting;
}
