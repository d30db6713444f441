import { TaplineError } from "../../lib/errors.ts";
import { recordBytes, recordVersion } from "./layout.ts";
import { readSighting } from "./read.ts";
import type { Sighting } from "./sighting.ts";
import { writeSighting } from "./write.ts";

/**
 * Sightings on the wire: records of a fixed width, one after the other, in one `bytes` field.
 * The layout is the table in layout.ts.
 */
export type SightingRecordErrorType =
  | { readonly code: "BAD_LENGTH"; readonly bytes: number; readonly recordBytes: number }
  | { readonly code: "UNKNOWN_VERSION"; readonly record: number; readonly version: number }
  | { readonly code: "BAD_RECORD"; readonly record: number; readonly field: string }
  | { readonly code: "UNPACKABLE"; readonly record: number; readonly field: string };

/** Bytes that are no records, or a sighting that no record can hold. */
export class SightingRecordError extends TaplineError<SightingRecordErrorType> {}

/**
 * Packs sightings into records.
 *
 * @throws {SightingRecordError} UNPACKABLE when a number is out of its field's range or an address
 *   is not in the one form that sighting-addresses.ts writes.
 */
export function packSightings(sightings: readonly Sighting[]): Uint8Array {
  const bytes = new Uint8Array(sightings.length * recordBytes);
  const view = new DataView(bytes.buffer);
  sightings.forEach((sighting, record) => {
    const field = writeSighting(view, record * recordBytes, sighting);
    if (field === null) return;
    const message = `Cannot pack sighting ${record}: its ${field} does not fit the record`;
    throw new SightingRecordError({ code: "UNPACKABLE", record, field }, message);
  });
  return bytes;
}

/**
 * Unpacks what `packSightings` made; the exact inverse.
 *
 * @throws {SightingRecordError} BAD_LENGTH, UNKNOWN_VERSION, BAD_RECORD.
 */
export function unpackSightings(bytes: Uint8Array): Sighting[] {
  if (bytes.length % recordBytes !== 0) {
    const message =
      `Cannot unpack sightings: ${bytes.length} bytes, ` +
      `wanted a multiple of ${recordBytes}; is the sender of another version`;
    const type = { code: "BAD_LENGTH", bytes: bytes.length, recordBytes } as const;
    throw new SightingRecordError(type, message);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sightings: Sighting[] = [];
  for (let offset = 0; offset < bytes.length; offset += recordBytes) {
    sightings.push(unpackOne(view, offset, sightings.length));
  }
  return sightings;
}

function unpackOne(view: DataView, offset: number, record: number): Sighting {
  const version = view.getUint8(offset);
  if (version !== recordVersion) {
    const message =
      `Cannot unpack sighting ${record}: version ${version}, wanted ${recordVersion}; ` +
      "run agents and aggregator of one release";
    throw new SightingRecordError({ code: "UNKNOWN_VERSION", record, version }, message);
  }
  const sighting = readSighting(view, offset);
  if (typeof sighting !== "string") return sighting;
  const message = `Cannot unpack sighting ${record}: its ${sighting} makes no sense`;
  throw new SightingRecordError({ code: "BAD_RECORD", record, field: sighting }, message);
}
