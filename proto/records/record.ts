import { TaplineError } from "../../lib/errors.ts";
import type { SightingFields } from "./fields.ts";
import { at, flag, needing, recordBytes, recordVersion } from "./layout.ts";
import { Sighting } from "./sighting.ts";
import { writeFields } from "./write-fields.ts";

/**
 * Sightings on the wire: records of a fixed width, one after the other, in one `bytes` field.
 * The layout is the table in layout.ts. Agents write packets as records themselves
 * (agent/evidence/write-record.ts).
 */
export type SightingRecordErrorType =
  | { readonly code: "BAD_LENGTH"; readonly bytes: number; readonly recordBytes: number }
  | { readonly code: "UNKNOWN_VERSION"; readonly record: number; readonly version: number }
  | { readonly code: "BAD_RECORD"; readonly record: number; readonly field: string }
  | { readonly code: "UNPACKABLE"; readonly record: number; readonly field: string };

/** Bytes that are no records, or a sighting that no record can hold. */
export class SightingRecordError extends TaplineError<SightingRecordErrorType> {}

/**
 * Packs sightings that are plain values, of a saved case.
 *
 * @throws {SightingRecordError} UNPACKABLE when a number is out of its field's range or an address
 *   is not in the one form that addresses.ts writes.
 */
export function packSightings(sightings: readonly SightingFields[]): Uint8Array {
  const bytes = new Uint8Array(sightings.length * recordBytes);
  const view = new DataView(bytes.buffer);
  sightings.forEach((sighting, record) => {
    const field = writeFields(view, record * recordBytes, sighting);
    if (field === null) return;
    const message = `Cannot pack sighting ${record}: its ${field} does not fit the record`;
    throw new SightingRecordError({ code: "UNPACKABLE", record, field }, message);
  });
  return bytes;
}

/**
 * Views of the records in `bytes`, which must stay as they are. All of them are proven whole first:
 * what is read of a sighting later cannot fail.
 *
 * @throws {SightingRecordError} BAD_LENGTH, UNKNOWN_VERSION, BAD_RECORD; none is added then.
 */
export function sightingsIn(bytes: Uint8Array): Sighting[] {
  const sightings: Sighting[] = [];
  addSightings(bytes, sightings);
  return sightings;
}

/** As `sightingsIn`, at the end of a list. */
export function addSightings(bytes: Uint8Array, to: Sighting[]): void {
  if (bytes.length % recordBytes !== 0) {
    const message =
      `Cannot read sightings: ${bytes.length} bytes, ` +
      `wanted a multiple of ${recordBytes}; is the sender of another version`;
    const type = { code: "BAD_LENGTH", bytes: bytes.length, recordBytes } as const;
    throw new SightingRecordError(type, message);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let offset = 0; offset < bytes.length; offset += recordBytes) checkRecord(view, offset);
  for (let offset = 0; offset < bytes.length; offset += recordBytes) {
    to.push(new Sighting(view, offset));
  }
}

function checkRecord(view: DataView, offset: number): void {
  const version = view.getUint8(offset + at.version);
  if (version !== recordVersion) throw unknownVersion(offset / recordBytes, version);
  const flags = view.getInt32(offset + at.flags);
  if ((flags & mustBeZero(flags)) !== 0) throw badRecord(offset, "flags");
  if ((flags & bothChecksums) === bothChecksums) throw badRecord(offset, "checksum");
}

const bothChecksums = flag.checksumGood | flag.checksumBad;

/** Bits that make sense only with others, of which these flags have none. */
function mustBeZero(flags: number): number {
  let bits = 0;
  if ((flags & flag.ip) === 0) bits |= needing.ip;
  if ((flags & flag.tunnel) === 0) bits |= needing.tunnel;
  if ((flags & flag.tcp) === 0) bits |= needing.tcp;
  if ((flags & flag.quoted) === 0) bits |= needing.quoted;
  if ((flags & flag.nd) === 0) bits |= needing.nd;
  return bits;
}

function unknownVersion(record: number, version: number): SightingRecordError {
  const message =
    `Cannot read sighting ${record}: version ${version}, wanted ${recordVersion}; ` +
    "run agents and aggregator of one release";
  return new SightingRecordError({ code: "UNKNOWN_VERSION", record, version }, message);
}

function badRecord(offset: number, field: string): SightingRecordError {
  const record = offset / recordBytes;
  const message = `Cannot read sighting ${record}: its ${field} makes no sense`;
  return new SightingRecordError({ code: "BAD_RECORD", record, field }, message);
}
