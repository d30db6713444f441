import type { Event } from "../../proto/gen/tapline/v1/Event.ts";
import type { Outbox } from "./outbox.ts";

/** The newest that happened; a stuck aggregator learns the state when it reads again. */
const maxEvents = 32;

/**
 * What happened and has not been sent: events wait here, not in the outbox, so that they never take
 * the room of an answer. At the limit the oldest is dropped, and counted.
 */
export class EventQueue {
  readonly #outbox: Outbox;
  #waiting: Event[] = [];
  #dropped = 0;

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  get dropped(): number {
    return this.#dropped;
  }

  push(event: Event): void {
    this.#waiting.push(event);
    this.flush();
    if (this.#waiting.length <= maxEvents) return;
    this.#waiting.shift();
    this.#dropped += 1;
  }

  /** Sends what there is room for, in order. */
  flush(): void {
    while (this.#outbox.hasRoom) {
      const event = this.#waiting.shift();
      if (event === undefined) return;
      this.#outbox.offer({ event });
    }
  }
}
