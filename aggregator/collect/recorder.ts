import { beforeAbort } from "../../lib/before-abort.ts";
import type { Reason } from "../../proto/reasons/index.ts";
import { reasonOf } from "../../proto/reasons/reason-of.ts";
import type { EvidenceBody, EvidenceItem, EvidenceName } from "../evidence/item.ts";

/** Numbers items and keeps them in the order in which looking ended. */
export class Recorder {
  readonly items: EvidenceItem[] = [];
  #late = 0;

  /** What came when nobody waited for it any more; it is left out. */
  get late(): number {
    return this.#late;
  }

  /**
   * @param gives the kinds that may be recorded with it.
   * @param signal when it aborts, what is being looked at has failed.
   */
  recording(gives: readonly EvidenceName[], signal: AbortSignal): Recording {
    const add = (
      node: string | null,
      body: EvidenceBody,
      outcome: Pick<EvidenceItem, "status" | "reason">,
    ): void => {
      if (!gives.includes(body.name)) {
        throw new RangeError(`Cannot record ${body.name}: the collector gives ${gives.join(", ")}`);
      }
      const id = `e${this.items.length + 1}`;
      this.items.push({ ...body, id, at: new Date().toISOString(), node, ...outcome });
    };
    const onLate = (): void => {
      this.#late += 1;
    };
    return new Recording(add, onLate, signal);
  }
}

type Add = (
  node: string | null,
  body: EvidenceBody,
  outcome: Pick<EvidenceItem, "status" | "reason">,
) => void;

/** What one collector records with, until it is closed. */
export class Recording {
  readonly #add: Add;
  readonly #onLate: () => void;
  #signal: AbortSignal;
  #isClosed = false;

  constructor(add: Add, onLate: () => void, signal: AbortSignal) {
    this.#add = add;
    this.#onLate = onLate;
    this.#signal = signal;
  }

  /** A second look has another time. */
  until(signal: AbortSignal): void {
    this.#signal = signal;
  }

  close(): void {
    this.#isClosed = true;
  }

  ok(node: string | null, body: EvidenceBody): void {
    if (this.#isClosed) this.#onLate();
    else this.#add(node, body, { status: "ok", reason: null });
  }

  /** Looking did not work: that is an item, too. */
  failed(node: string | null, body: EvidenceBody, reason: Reason): void {
    if (this.#isClosed) this.#onLate();
    else this.#add(node, body, { status: "failed", reason });
  }

  /** Looks, records what came of it, and gives the data, or null when looking failed. */
  async observe<T>(
    node: string | null,
    look: () => Promise<T>,
    body: (data: T | null) => EvidenceBody,
  ): Promise<T | null> {
    const signal = this.#signal;
    let looked: { readonly value: T } | null;
    try {
      looked = await beforeAbort(look(), signal);
    } catch (thrown) {
      this.failed(node, body(null), reasonOf(thrown));
      return null;
    }
    if (looked === null) this.failed(node, body(null), reasonOf(signal.reason));
    else this.ok(node, body(looked.value));
    return looked?.value ?? null;
  }

  /** Records what is read from memory, or why that is not to be trusted. */
  row<T>(problem: Reason | null, read: () => T, body: (data: T | null) => EvidenceBody): void {
    if (problem === null) this.ok(null, body(read()));
    else this.failed(null, body(null), problem);
  }
}
