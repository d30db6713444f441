import { Transform, type TransformCallback } from "node:stream";

const fileHeaderBytes = 24;
const recordHeaderBytes = 16;

/** First number of a file, in its own byte order: of microseconds, of nanoseconds. */
const magics = [0xa1b2c3d4, 0xa1b23c4d];

/**
 * Moves the time of every packet of a pcap stream by whole seconds, and nothing else.
 * https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-04.html: seconds are the first of a
 * record's 32-bit numbers, the captured length is the third; the file's magic tells byte order.
 *
 * What is not pcap passes as it is: tcpdump's own reader says what is wrong with it.
 */
export class PcapShift extends Transform {
  readonly #seconds: number;
  /** The part of a header that has come. */
  #header = Buffer.alloc(0);
  /** Bytes that pass until the next record's header. */
  #passing = 0;
  #format: "unknown" | "little" | "big" | "other" = "unknown";

  constructor(seconds: number) {
    super();
    this.#seconds = seconds;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let at = 0;
    while (at < chunk.length) at = this.#take(chunk, at);
    done();
  }

  override _flush(done: TransformCallback): void {
    this.push(this.#header); // of a stream that was cut
    done();
  }

  /** @returns where in the chunk to go on */
  #take(chunk: Buffer, at: number): number {
    const passes = this.#format === "other" ? chunk.length - at : this.#passing;
    if (passes > 0) {
      const end = Math.min(chunk.length, at + passes);
      this.push(chunk.subarray(at, end));
      this.#passing -= Math.min(this.#passing, end - at);
      return end;
    }
    const whole = this.#format === "unknown" ? fileHeaderBytes : recordHeaderBytes;
    const end = Math.min(chunk.length, at + whole - this.#header.length);
    this.#header = Buffer.concat([this.#header, chunk.subarray(at, end)]);
    if (this.#header.length < whole) return end;
    if (this.#format === "unknown") this.#format = formatOf(this.#header);
    else this.#shift(this.#header);
    this.push(this.#header);
    this.#header = Buffer.alloc(0);
    return end;
  }

  #shift(header: Buffer): void {
    if (this.#format === "little") {
      header.writeUInt32LE((header.readUInt32LE(0) + this.#seconds) >>> 0, 0);
      this.#passing = header.readUInt32LE(8);
    } else {
      header.writeUInt32BE((header.readUInt32BE(0) + this.#seconds) >>> 0, 0);
      this.#passing = header.readUInt32BE(8);
    }
  }
}

function formatOf(header: Buffer): "little" | "big" | "other" {
  if (magics.includes(header.readUInt32LE(0))) return "little";
  return magics.includes(header.readUInt32BE(0)) ? "big" : "other";
}
