import { wallClockUs } from "../../lib/wall-clock.ts";
import type { ClockAnswer__Output } from "../../proto/gen/tapline/v1/ClockAnswer.ts";
import { type ClockEstimate, ClockOffset } from "./clock-offset.ts";

/** A session begins with some at once: the first is late behind what a new connection costs. */
const burst = { probes: 4, everyMs: 100 } as const;
/** Unanswered ones are forgotten, the oldest first. */
const maxPending = 8;

/** Asks an agent for its clock, now and then, and keeps the estimate of its offset. */
export class ClockProber {
  readonly #send: (id: number) => void;
  readonly #intervalMs: number;
  readonly #clock = new ClockOffset();
  readonly #askedUs = new Map<number, number>();
  #timer: NodeJS.Timeout | null = null;
  #lastId = 0;

  /** `send` sends the probe with the id; `intervalMs` passes between two of them. */
  constructor(send: (id: number) => void, intervalMs: number) {
    this.#send = send;
    this.#intervalMs = intervalMs;
  }

  get estimate(): ClockEstimate | null {
    return this.#clock.estimate(wallClockUs());
  }

  start(): void {
    this.#probe();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** An answer to a probe that is not known is left out. */
  answered({ id, receivedUnixUs, sentUnixUs }: ClockAnswer__Output): void {
    const answeredUs = wallClockUs();
    const askedUs = this.#askedUs.get(id);
    if (askedUs === undefined) return;
    this.#askedUs.delete(id);
    this.#clock.add({ askedUs, receivedUs: receivedUnixUs, sentUs: sentUnixUs, answeredUs });
  }

  #probe(): void {
    this.#lastId += 1;
    const [oldest] = this.#askedUs.keys();
    if (oldest !== undefined && this.#askedUs.size >= maxPending) this.#askedUs.delete(oldest);
    this.#askedUs.set(this.#lastId, wallClockUs());
    this.#send(this.#lastId);
    const waitMs = this.#lastId < burst.probes ? burst.everyMs : this.#intervalMs;
    this.#timer = setTimeout(() => this.#probe(), waitMs);
  }
}
