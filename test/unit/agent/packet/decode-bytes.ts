import { decodeRecord } from "../../../../agent/packet/decode.ts";
import * as linkType from "../../../../agent/packet/link-type.ts";
import { Packet } from "../../../../agent/packet/packet.ts";
import type { PcapRecord } from "../../../../agent/packet/pcap-reader.ts";
import type { Bytes } from "./build.ts";

export interface DecodeOptions {
  readonly linkType?: number;
  /** Bytes that are captured of the packet; all of them by default. */
  readonly capturedLength?: number;
  /** What is before and after the packet in the buffer, that no decoder may see. */
  readonly surroundings?: number;
}

const margin = 64;

/** A record in the middle of a larger buffer. */
export function recordOf(bytes: Bytes, options: DecodeOptions = {}): PcapRecord {
  const capturedLength = options.capturedLength ?? bytes.length;
  const buffer = new Uint8Array(capturedLength + 2 * margin).fill(options.surroundings ?? 0xff);
  buffer.set(bytes.slice(0, capturedLength), margin);
  return {
    bytes: buffer,
    view: new DataView(buffer.buffer),
    offset: margin,
    capturedLength,
    originalLength: bytes.length,
    seconds: 1_795_335_775,
    nanoseconds: 639_674_001,
  };
}

/** Decodes the packet into a new `Packet`, or into the one that is given. */
export function decodeBytes(
  bytes: Bytes,
  options: DecodeOptions = {},
  into = new Packet(),
): Packet {
  decodeRecord(into, options.linkType ?? linkType.linuxSll2, recordOf(bytes, options));
  return into;
}
