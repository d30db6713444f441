import type { SessionRequest } from "../../proto/gen/tapline/v1/SessionRequest.ts";
import { SessionError } from "./session-error.ts";

/** What the outbox needs of a gRPC stream. */
export interface MessageStream {
  /** False when the stream has enough for now and will emit `drain`. */
  write(message: SessionRequest): boolean;
  on(event: "drain", listener: () => void): unknown;
}

export interface OutboxLimits {
  readonly maxMessages: number;
  /** Of packed records; other messages are small and count as nothing. */
  readonly maxBytes: number;
}

export const defaultOutboxLimits: OutboxLimits = {
  /** A tap sends at most twenty batches per second while packets are few. */
  maxMessages: 256,
  /** Some 100,000 sightings: seconds of a busy node while the aggregator pauses. */
  maxBytes: 16 * 1024 * 1024,
};

interface Waiter {
  readonly message: SessionRequest;
  readonly resolve: () => void;
}

/**
 * The bounded queue between commands and the stream of one session.
 *
 * The stream says when it is full; from then on messages queue here. At the limit `offer` refuses
 * and counts, `put` waits for room. Messages leave in the order in which they were accepted.
 */
export class Outbox {
  readonly #stream: MessageStream;
  readonly #limits: OutboxLimits;
  #queue: { readonly message: SessionRequest; readonly bytes: number }[] = [];
  #waiters: Waiter[] = [];
  #bytes = 0;
  #isWritable = true;
  #isClosed = false;
  #refused = 0;

  constructor(stream: MessageStream, limits: OutboxLimits = defaultOutboxLimits) {
    this.#stream = stream;
    this.#limits = limits;
    stream.on("drain", () => {
      this.#isWritable = true;
      this.#pump();
    });
  }

  /** Messages that `offer` refused. */
  get refused(): number {
    return this.#refused;
  }

  /** Messages that wait for the stream. */
  get length(): number {
    return this.#queue.length + this.#waiters.length;
  }

  /** One more small message would be accepted now. */
  get hasRoom(): boolean {
    return !this.#isClosed && !this.#isFull(0);
  }

  /** Accepts a message or, at the limit, refuses it at once: the caller counts what was in it. */
  offer(message: SessionRequest, bytes = 0): boolean {
    if (this.#isClosed || this.#isFull(bytes)) {
      this.#refused += 1;
      return false;
    }
    this.#accept(message, bytes);
    return true;
  }

  /**
   * Waits for room, then accepts the message.
   *
   * @throws {SessionError} SESSION_ENDED when the session or the signal ends the wait.
   */
  put(message: SessionRequest, signal: AbortSignal): Promise<void> {
    if (this.#isClosed || signal.aborted) return Promise.reject(sessionEnded());
    if (!this.#isFull(0)) {
      this.#accept(message, 0);
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        reject(sessionEnded());
      };
      const waiter: Waiter = {
        message,
        resolve: () => {
          signal.removeEventListener("abort", onAbort);
          resolve();
        },
      };
      signal.addEventListener("abort", onAbort, { once: true });
      this.#waiters.push(waiter);
    });
  }

  /** The session is over: nothing is accepted or written any more. */
  close(): void {
    this.#isClosed = true;
    this.#queue = [];
    this.#bytes = 0;
  }

  #isFull(bytes: number): boolean {
    if (this.#waiters.length > 0 || this.#queue.length >= this.#limits.maxMessages) return true;
    return bytes > 0 && this.#bytes + bytes > this.#limits.maxBytes;
  }

  #accept(message: SessionRequest, bytes: number): void {
    this.#queue.push({ message, bytes });
    this.#bytes += bytes;
    this.#pump();
  }

  #pump(): void {
    while (this.#isWritable && !this.#isClosed) {
      const next = this.#queue.shift();
      if (next === undefined) return;
      this.#bytes -= next.bytes;
      this.#isWritable = this.#stream.write(next.message);
      const waiter = this.#waiters.shift();
      if (waiter === undefined) continue;
      this.#queue.push({ message: waiter.message, bytes: 0 });
      waiter.resolve();
    }
  }
}

function sessionEnded(): SessionError {
  return new SessionError({ code: "SESSION_ENDED" }, "Cannot reply: the session has ended");
}
