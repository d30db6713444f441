import { messageOf } from "../../lib/errors.ts";
import type { SightingBatch__Output } from "../../proto/gen/tapline/v1/SightingBatch.ts";
import { recordBytes } from "../../proto/records/layout.ts";
import { unpackSightings } from "../../proto/records/record.ts";
import type { Sighting } from "../../proto/records/sighting.ts";

/**
 * The sightings of one tap, kept packed until they are asked for.
 *
 * At the limit the batch that would pass it and all later ones are counted and not kept: the
 * beginning of a capture is the part that a probe is in.
 */
export class SightingStore {
  readonly #limit: number;
  readonly #batches: Buffer[] = [];
  #bytes = 0;
  #arrived = 0;
  #overLimit = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Sightings that arrived, kept or not. */
  get arrived(): number {
    return this.#arrived;
  }

  /** Sightings that arrived and were not kept. */
  get overLimit(): number {
    return this.#overLimit;
  }

  add(batch: SightingBatch__Output): void {
    // The bytes are what takes room, whatever the count says; unpack compares the two.
    const room = this.#limit - Math.ceil(this.#bytes / recordBytes);
    this.#arrived += batch.count;
    const isFull = Math.max(batch.count, batch.records.length / recordBytes) > room;
    if (this.#overLimit > 0 || isFull) this.#overLimit += batch.count;
    else {
      this.#batches.push(batch.records);
      this.#bytes += batch.records.length;
    }
  }

  /** What was kept; `unreadable` says why a batch could not be unpacked, null when all could. */
  unpack(): {
    readonly sightings: readonly Sighting[];
    readonly unreadable: string | null;
  } {
    const sightings: Sighting[] = [];
    let unreadable: string | null = null;
    for (const records of this.#batches) {
      try {
        for (const sighting of unpackSightings(records)) sightings.push(sighting);
      } catch (error) {
        unreadable ??= messageOf(error);
      }
    }
    const kept = this.#arrived - this.#overLimit;
    if (unreadable === null && sightings.length !== kept) {
      unreadable = `batches told ${kept} records and held ${sightings.length}`;
    }
    return { sightings, unreadable };
  }
}
