import type { SightingBatch__Output } from "../../proto/gen/tapline/v1/SightingBatch.ts";
import { type Reason, reason } from "../../proto/reasons/index.ts";
import { reasonOf } from "../../proto/reasons/reason-of.ts";
import { recordBytes } from "../../proto/records/layout.ts";
import { addSightings } from "../../proto/records/record.ts";
import type { Sighting } from "../../proto/records/sighting.ts";

/**
 * The sightings of one tap, in the bytes in which they arrived.
 *
 * At the limit the batch that would pass it and all later ones are counted and not kept: the
 * beginning of a capture is the part that a probe is in.
 */
export class SightingStore {
  readonly #limit: number;
  readonly #sightings: Sighting[] = [];
  #bytes = 0;
  #arrived = 0;
  #overLimit = 0;
  #unreadable: Reason | null = null;

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

  /** Those that are kept; more are added as they arrive. */
  get sightings(): readonly Sighting[] {
    return this.#sightings;
  }

  /** Why a batch could not be read; null when all could. */
  get unreadable(): Reason | null {
    const kept = this.#arrived - this.#overLimit;
    const held = this.#sightings.length;
    if (this.#unreadable !== null || held === kept) return this.#unreadable;
    return reason("RECORDS_MISCOUNTED", { told: kept, held });
  }

  add(batch: SightingBatch__Output): void {
    // The bytes are what takes room, whatever the count says; `unreadable` compares the two.
    const room = this.#limit - Math.ceil(this.#bytes / recordBytes);
    this.#arrived += batch.count;
    const isFull = Math.max(batch.count, batch.records.length / recordBytes) > room;
    if (this.#overLimit > 0 || isFull) this.#overLimit += batch.count;
    else this.#keep(batch.records);
  }

  #keep(records: Buffer): void {
    this.#bytes += records.length;
    try {
      addSightings(records, this.#sightings);
    } catch (error) {
      this.#unreadable ??= reasonOf(error);
    }
  }
}
