import type { FlowBatch__Output } from "../../proto/gen/tapline/v1/FlowBatch.ts";

/**
 * Batches of flows between a session, which delivers when it likes, and a reader, which takes one
 * at a time. The session asks `isFull` and holds itself back; the queue itself refuses nothing.
 */
export class FlowQueue {
  readonly #maxFlows: number;
  readonly #onRoom: () => void;
  readonly #batches: FlowBatch__Output[] = [];
  #flows = 0;
  #isClosed = false;
  #wake: () => void = () => {};

  /** `onRoom` is called when a full queue has been read down to half. */
  constructor(maxFlows: number, onRoom: () => void) {
    this.#maxFlows = maxFlows;
    this.#onRoom = onRoom;
  }

  get isFull(): boolean {
    return this.#flows >= this.#maxFlows;
  }

  push(batch: FlowBatch__Output): void {
    this.#batches.push(batch);
    this.#flows += batch.flows.length;
    this.#wake();
  }

  /** No more batches will come: `read` returns after the last. */
  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  /** Hands over every batch and waits for each; stops at once when the signal aborts. */
  async read(
    onBatch: (batch: FlowBatch__Output) => void | Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    while (!signal.aborted) {
      const batch = this.#batches.shift();
      if (batch !== undefined) {
        this.#flows -= batch.flows.length;
        if (this.#flows <= this.#maxFlows / 2) this.#onRoom();
        await onBatch(batch);
      } else if (this.#isClosed) return;
      else await this.#arrival(signal);
    }
  }

  #arrival(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        signal.removeEventListener("abort", wake);
        resolve();
      };
      this.#wake = wake;
      signal.addEventListener("abort", wake, { once: true });
    });
  }
}
