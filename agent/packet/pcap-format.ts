import { TaplineError } from "../../lib/errors.ts";

/**
 * The pcap file format, as tcpdump writes it.
 * https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-04.html
 *
 * ```
 *  file header, 24 bytes                     record header, 16 bytes
 *  0  magic (byte order, µs or ns)           0  seconds
 *  4  major version, minor version           4  microseconds or nanoseconds
 *  8  reserved                               8  captured length
 * 16  snap length                           12  original length
 * 20  FCS length and link type
 * ```
 */
export const fileHeader = {
  magic: 0,
  majorVersion: 4,
  minorVersion: 6,
  snapLength: 16,
  linkType: 20,
} as const;
export const fileHeaderBytes = 24;

/** tcpdump's own largest snap length (MAXIMUM_SNAPLEN of libpcap); no record may be longer. */
export const maxCapturedLength = 262_144;

const magicMicroseconds = 0xa1b2c3d4;
const magicNanoseconds = 0xa1b23c4d;
const magicPcapng = 0x0a0d0d0a;
/** The bits above hold the length of a frame check sequence and reserved bits. */
const linkTypeMask = 0xffff;

/** What the file header says about every record after it. */
export interface PcapHeader {
  readonly littleEndian: boolean;
  /** Nanoseconds per unit of a record's fraction: 1 or 1000. */
  readonly nanosecondsPerUnit: 1 | 1000;
  /** As written; 0 and numbers above the limit occur and mean "no limit". */
  readonly snapLength: number;
  /** LINKTYPE number: 1 Ethernet, 276 LINUX_SLL2. */
  readonly linkType: number;
}

export type PcapErrorType =
  | { readonly code: "NOT_PCAP"; readonly magic: number }
  | { readonly code: "UNSUPPORTED_VERSION"; readonly major: number; readonly minor: number }
  | {
      readonly code: "RECORD_TOO_LONG";
      readonly record: number;
      readonly capturedLength: number;
      readonly maxLength: number;
    }
  | { readonly code: "BAD_TIMESTAMP"; readonly record: number; readonly fraction: number }
  | {
      readonly code: "TRUNCATED";
      readonly records: number;
      /** Bytes of the incomplete header or record at the end. */
      readonly lostBytes: number;
      /** Bytes that would have completed it, as far as is known. */
      readonly missingBytes: number;
    }
  | { readonly code: "ENDED" };

/** The stream is not, or no longer, a pcap stream. Nothing after it can be trusted. */
export class PcapError extends TaplineError<PcapErrorType> {}

/**
 * Reads the 24 bytes at `offset`.
 *
 * @throws {PcapError} NOT_PCAP, UNSUPPORTED_VERSION.
 */
export function readFileHeader(view: DataView, offset: number): PcapHeader {
  const magic = view.getUint32(offset + fileHeader.magic, false);
  const swapped = view.getUint32(offset + fileHeader.magic, true);
  const littleEndian = swapped === magicMicroseconds || swapped === magicNanoseconds;
  const native = littleEndian ? swapped : magic;
  if (native !== magicMicroseconds && native !== magicNanoseconds) {
    const hint = magic === magicPcapng ? ": it is pcapng, write it with `tcpdump -w`" : "";
    const message = `Cannot read the stream as pcap: magic 0x${magic.toString(16)}${hint}`;
    throw new PcapError({ code: "NOT_PCAP", magic }, message);
  }
  const major = view.getUint16(offset + fileHeader.majorVersion, littleEndian);
  const minor = view.getUint16(offset + fileHeader.minorVersion, littleEndian);
  if (major !== 2 || minor !== 4) {
    const message = `Cannot read pcap version ${major}.${minor}: wanted 2.4`;
    throw new PcapError({ code: "UNSUPPORTED_VERSION", major, minor }, message);
  }
  return {
    littleEndian,
    nanosecondsPerUnit: native === magicNanoseconds ? 1 : 1000,
    snapLength: view.getUint32(offset + fileHeader.snapLength, littleEndian),
    linkType: view.getUint32(offset + fileHeader.linkType, littleEndian) & linkTypeMask,
  };
}

/** The longest record that a stream with this header may hold. */
export function maxRecordLength(header: PcapHeader): number {
  const { snapLength } = header;
  return snapLength === 0 ? maxCapturedLength : Math.min(snapLength, maxCapturedLength);
}
