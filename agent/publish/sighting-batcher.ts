import type { Sighting } from "../../proto/records/sighting.ts";

export interface BatcherOptions {
  /** Packs sightings into records of the wire. */
  readonly pack: (sightings: readonly Sighting[]) => Uint8Array;
  /** False when the outbox is full: the batch is lost, and counted. */
  readonly offer: (records: Uint8Array, count: number) => boolean;
  readonly maxRecords?: number;
  readonly maxDelayMs?: number;
}

export const defaultBatcherOptions = {
  /** Some 150 KB: gRPC's cost per message is then lost in that of the records. */
  maxRecords: 1_000,
  /** A person waits for the verdict, and the taps of both nodes end with the last batch. */
  maxDelayMs: 50,
} as const;

/** Gathers sightings into batches: the first limit that is reached, number or delay, sends one. */
export class SightingBatcher {
  readonly #options: Required<BatcherOptions>;
  #waiting: Sighting[] = [];
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

  /** Records that were refused, or that could not be packed. */
  get refused(): number {
    return this.#refused;
  }

  add(sighting: Sighting): void {
    this.#waiting.push(sighting);
    if (this.#waiting.length >= this.#options.maxRecords) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), this.#options.maxDelayMs);
  }

  /** Sends what waits; call it at the end as well. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const batch = this.#waiting;
    if (batch.length === 0) return;
    this.#waiting = [];
    const packed = this.#pack(batch);
    if (packed === null && batch.length > 1) {
      for (const sighting of batch) this.#flushOne(sighting);
    } else if (packed !== null && this.#options.offer(packed, batch.length)) {
      this.#sent += batch.length;
    } else this.#refused += batch.length;
  }

  /** A record that does not fit its form must not take the others of its batch with it. */
  #flushOne(sighting: Sighting): void {
    this.#waiting = [sighting];
    this.flush();
  }

  #pack(batch: readonly Sighting[]): Uint8Array | null {
    try {
      return this.#options.pack(batch);
    } catch {
      return null; // counted by the caller, as every record that is not sent
    }
  }
}
