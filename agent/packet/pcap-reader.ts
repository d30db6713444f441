import {
  fileHeaderBytes,
  maxRecordLength,
  PcapError,
  type PcapErrorType,
  type PcapHeader,
  readFileHeader,
} from "./pcap-format.ts";
import * as recordHeader from "./pcap-record-header.ts";

/**
 * One captured packet, in place. The reader has a single one of these and overwrites it: it is
 * valid during the visitor's call only, and so are the bytes. Copy what must outlive the call.
 */
export interface PcapRecord {
  readonly bytes: Uint8Array;
  /** Over the same bytes as `bytes`, with the same offsets. */
  readonly view: DataView;
  /** Where in `bytes` the packet begins. */
  readonly offset: number;
  /** Bytes that are there, at most the snap length. */
  readonly capturedLength: number;
  /** Bytes that the packet had on the wire. */
  readonly originalLength: number;
  /** Whole seconds since 1970. */
  readonly seconds: number;
  /** 0 to 999,999,999. */
  readonly nanoseconds: number;
}

/** Called once per record, in order. What it throws leaves `push`, and ends the reader. */
export type RecordVisitor = (record: PcapRecord, header: PcapHeader) => void;

/** Counters since the start of the stream. */
export interface PcapStats {
  readonly records: number;
  /** Bytes that were pushed. */
  readonly bytes: number;
  /** Bytes that were copied because a header or record was split over chunks. */
  readonly copiedBytes: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const noBytes = new Uint8Array(0);

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * A pcap stream reader that is pushed chunks of any size.
 *
 * Records that lie whole in a chunk are visited where they are; only what is split over chunks is
 * copied, into a buffer that never grows beyond one record of the stream's snap length.
 */
export class PcapReader {
  #header: PcapHeader | null = null;
  #maxLength = 0;
  /** Start of a header or record whose end is still to come. */
  #held = new Uint8Array(fileHeaderBytes);
  #heldView = viewOf(this.#held);
  #heldLength = 0;
  #records = 0;
  #bytes = 0;
  #copiedBytes = 0;
  #failure: PcapError | null = null;
  /** In the middle of a chunk: still so after a visitor has thrown, and then nothing may follow. */
  #isPushing = false;
  readonly #visit: RecordVisitor;
  readonly #record: Mutable<PcapRecord> = {
    bytes: noBytes,
    view: viewOf(noBytes),
    offset: 0,
    capturedLength: 0,
    originalLength: 0,
    seconds: 0,
    nanoseconds: 0,
  };

  constructor(visit: RecordVisitor) {
    this.#visit = visit;
  }

  /** What the file header said; null until its 24 bytes have come. */
  get header(): PcapHeader | null {
    return this.#header;
  }

  get stats(): PcapStats {
    return { records: this.#records, bytes: this.#bytes, copiedBytes: this.#copiedBytes };
  }

  /**
   * Takes the next bytes and visits every record that they complete.
   *
   * @throws {PcapError} NOT_PCAP, UNSUPPORTED_VERSION, RECORD_TOO_LONG, BAD_TIMESTAMP; and the
   *   first error again (ENDED after `end`) for whatever is pushed after it.
   */
  push(chunk: Uint8Array): void {
    this.#checkOpen();
    this.#isPushing = true;
    this.#bytes += chunk.length;
    const start = this.#heldLength === 0 && this.#header ? 0 : this.#fill(chunk);
    if (this.#header && start < chunk.length) this.#walk(chunk, start);
    this.#isPushing = false;
  }

  /**
   * Says that no more bytes come.
   *
   * @throws {PcapError} TRUNCATED when the stream stops inside a header or record (a stream without
   *   a single byte too: a tcpdump that ran wrote its header).
   */
  end(): void {
    this.#checkOpen();
    this.#failure = new PcapError({ code: "ENDED" }, "Cannot read on: the stream has ended");
    const lostBytes = this.#heldLength;
    if (lostBytes === 0 && this.#header) return;
    const missingBytes = this.#wanted() - lostBytes;
    const where = this.#header ? `after record ${this.#records}` : "in the file header";
    const message =
      `Cannot read the end of the pcap stream: it stops ${where}, ` +
      `${lostBytes} bytes lost, ${missingBytes} more wanted`;
    const records = this.#records;
    throw new PcapError({ code: "TRUNCATED", records, lostBytes, missingBytes }, message);
  }

  #checkOpen(): void {
    if (this.#failure) throw this.#failure;
    if (!this.#isPushing) return;
    throw new PcapError({ code: "ENDED" }, "Cannot read on: a visitor failed, or pushes itself");
  }

  #fail(type: PcapErrorType, message: string): never {
    this.#failure = new PcapError(type, message);
    throw this.#failure;
  }

  /** Completes what is held from earlier chunks; gives where in the chunk whole records begin. */
  #fill(chunk: Uint8Array): number {
    let position = 0;
    for (;;) {
      const wanted = this.#wanted();
      const taken = Math.min(wanted - this.#heldLength, chunk.length - position);
      this.#hold(chunk, position, taken, wanted);
      position += taken;
      if (this.#heldLength < wanted) return position;
      if (!this.#header) {
        this.#header = this.#readHeader();
        this.#maxLength = maxRecordLength(this.#header);
        this.#heldLength = 0;
        return position;
      }
      if (wanted > recordHeader.bytes || this.#wanted() === recordHeader.bytes) {
        this.#heldLength = 0;
        this.#emit(this.#header, this.#held, this.#heldView, 0, wanted - recordHeader.bytes);
        return position;
      }
    }
  }

  #readHeader(): PcapHeader {
    try {
      return readFileHeader(this.#heldView, 0);
    } catch (error) {
      if (error instanceof PcapError) this.#failure = error;
      throw error;
    }
  }

  /** Bytes of the held header or record, as far as its own header is there to tell. */
  #wanted(): number {
    if (!this.#header) return fileHeaderBytes;
    if (this.#heldLength < recordHeader.bytes) return recordHeader.bytes;
    const at = recordHeader.atCapturedLength;
    const length = this.#heldView.getUint32(at, this.#header.littleEndian);
    if (length > this.#maxLength) this.#failTooLong(length);
    return recordHeader.bytes + length;
  }

  #hold(chunk: Uint8Array, position: number, length: number, wanted: number): void {
    if (this.#held.length < wanted) {
      const larger = new Uint8Array(Math.max(wanted, recordHeader.bytes + this.#maxLength));
      larger.set(this.#held.subarray(0, this.#heldLength));
      this.#held = larger;
      this.#heldView = viewOf(larger);
    }
    this.#held.set(chunk.subarray(position, position + length), this.#heldLength);
    this.#heldLength += length;
    this.#copiedBytes += length;
  }

  /** Visits the whole records from `start` on, and holds the rest. */
  #walk(chunk: Uint8Array, start: number): void {
    const header = this.#header;
    if (!header) return;
    const view = viewOf(chunk);
    const { littleEndian } = header;
    let position = start;
    while (position + recordHeader.bytes <= chunk.length) {
      const length = view.getUint32(position + recordHeader.atCapturedLength, littleEndian);
      if (length > this.#maxLength) this.#failTooLong(length);
      const next = position + recordHeader.bytes + length;
      if (next > chunk.length) break;
      this.#emit(header, chunk, view, position, length);
      position = next;
    }
    const rest = chunk.length - position;
    if (rest > 0) this.#hold(chunk, position, rest, rest);
  }

  #emit(
    header: PcapHeader,
    bytes: Uint8Array,
    view: DataView,
    position: number,
    capturedLength: number,
  ): void {
    const { littleEndian } = header;
    const record = this.#record;
    const fraction = view.getUint32(position + recordHeader.atFraction, littleEndian);
    const nanoseconds = fraction * header.nanosecondsPerUnit;
    if (nanoseconds > 999_999_999) this.#failBadTimestamp(fraction);
    if (record.view !== view) {
      record.bytes = bytes;
      record.view = view;
    }
    record.offset = position + recordHeader.bytes;
    record.capturedLength = capturedLength;
    record.originalLength = view.getUint32(position + recordHeader.atOriginalLength, littleEndian);
    record.seconds = view.getUint32(position + recordHeader.atSeconds, littleEndian);
    record.nanoseconds = nanoseconds;
    this.#records += 1;
    this.#visit(record, header);
  }

  #failTooLong(capturedLength: number): never {
    const record = this.#records + 1;
    const maxLength = this.#maxLength;
    const message =
      `Cannot read record ${record} of the pcap stream: ` +
      `length ${capturedLength}, wanted at most the snap length ${maxLength}`;
    this.#fail({ code: "RECORD_TOO_LONG", record, capturedLength, maxLength }, message);
  }

  #failBadTimestamp(fraction: number): never {
    const record = this.#records + 1;
    const message =
      `Cannot read record ${record} of the pcap stream: ` +
      `fraction of a second ${fraction}, wanted less than a second`;
    this.#fail({ code: "BAD_TIMESTAMP", record, fraction }, message);
  }
}
