import { recordBytes } from "../../proto/records/layout.ts";
import { writeRecord } from "../evidence/write-record.ts";
import type { Packet } from "../packet/packet.ts";

export interface BatcherOptions {
  /** Takes the records over; false when the outbox is full: the batch is lost, and counted. */
  readonly offer: (records: Uint8Array, count: number) => boolean;
  readonly maxRecords?: number;
  readonly maxDelayMs?: number;
}

export const defaultBatcherOptions = {
  /** 256 KB: gRPC's cost per message is then lost in that of the records. */
  maxRecords: 1_000,
  /** A person waits for the verdict, and the taps of both nodes end with the last batch. */
  maxDelayMs: 50,
} as const;

const noBytes = new Uint8Array(0);

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Writes packets as records into a batch: the first limit that is reached, number or delay, sends
 * it. A full batch is given away with its buffer; of one that is not, only the records are copied,
 * and the buffer is used again.
 */
export class RecordBatcher {
  readonly #options: Required<BatcherOptions>;
  /** Zero from the last record on. */
  #bytes: Uint8Array = noBytes;
  #view = viewOf(noBytes);
  #count = 0;
  #timer: NodeJS.Timeout | null = null;
  #sent = 0;
  #refused = 0;

  constructor(options: BatcherOptions) {
    this.#options = { ...defaultBatcherOptions, ...options };
  }

  /** Records in accepted batches. */
  get sent(): number {
    return this.#sent;
  }

  /** Records of batches that were refused. */
  get refused(): number {
    return this.#refused;
  }

  add(packet: Packet): void {
    if (this.#bytes.length === 0) this.#begin();
    writeRecord(packet, this.#view, this.#count * recordBytes);
    this.#count += 1;
    if (this.#count === this.#options.maxRecords) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), this.#options.maxDelayMs);
  }

  /** Sends what waits; call it at the end as well. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const count = this.#count;
    if (count === 0) return;
    this.#count = 0;
    if (this.#options.offer(this.#take(count), count)) this.#sent += count;
    else this.#refused += count;
  }

  #begin(): void {
    this.#bytes = new Uint8Array(this.#options.maxRecords * recordBytes);
    this.#view = viewOf(this.#bytes);
  }

  #take(count: number): Uint8Array {
    const bytes = this.#bytes;
    const length = count * recordBytes;
    if (length === bytes.length) {
      this.#bytes = noBytes;
      return bytes;
    }
    const records = bytes.slice(0, length);
    bytes.fill(0, 0, length);
    return records;
  }
}
