import { messageOf } from "../errors.ts";
import { abortedError, badMessage, OvsdbError } from "./ovsdb-error.ts";

export interface RequestOptions<T> {
  /** Turns the result into what the caller wants; what it throws rejects the call. */
  readonly decode: (result: unknown) => T;
  /** Milliseconds; the connection's default when absent. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

interface Pending {
  readonly method: string;
  readonly finish: (outcome: { readonly result: unknown } | { readonly error: OvsdbError }) => void;
}

/** The requests of one connection that have no reply yet, bounded in number and in time. */
export class PendingRequests {
  readonly #maxPending: number;
  readonly #timeoutMs: number;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;

  constructor(maxPending: number, timeoutMs: number) {
    this.#maxPending = maxPending;
    this.#timeoutMs = timeoutMs;
  }

  /** Registers a request; `id` is null when it must not be sent, the promise then is rejected. */
  add<T>(method: string, options: RequestOptions<T>): { id: number | null; promise: Promise<T> } {
    if (options.signal?.aborted) return { id: null, promise: Promise.reject(abortedError()) };
    const maxPending = this.#maxPending;
    if (this.#pending.size >= maxPending) {
      const message = `Cannot send ${method}: ${maxPending} requests wait for a reply already`;
      const error = new OvsdbError({ code: "TOO_MANY_REQUESTS", maxPending }, message);
      return { id: null, promise: Promise.reject(error) };
    }
    const id = this.#nextId++;
    return { id, promise: this.#wait(id, method, options) };
  }

  /** Takes a reply (RFC 7047 section 4); one that nobody waits for any more is ignored. */
  settle(id: unknown, message: Readonly<Record<string, unknown>>): void {
    const pending = typeof id === "number" ? this.#pending.get(id) : undefined;
    if (pending === undefined) return;
    const { error, result } = message;
    const isOk = error === null || error === undefined;
    pending.finish(isOk ? { result } : { error: requestFailed(pending.method, error) });
  }

  rejectAll(error: OvsdbError): void {
    for (const pending of [...this.#pending.values()]) pending.finish({ error });
  }

  #wait<T>(id: number, method: string, options: RequestOptions<T>): Promise<T> {
    const timeoutMs = options.timeoutMs ?? this.#timeoutMs;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const message = `Cannot wait for ${method}: no reply within ${timeoutMs} ms`;
        finish({
          error: new OvsdbError({ code: "REQUEST_TIMED_OUT", method, timeoutMs }, message),
        });
      }, timeoutMs);
      const onAbort = (): void => finish({ error: abortedError() });
      options.signal?.addEventListener("abort", onAbort, { once: true });
      const finish: Pending["finish"] = (outcome) => {
        clearTimeout(timer);
        options.signal?.removeEventListener("abort", onAbort);
        this.#pending.delete(id);
        if ("error" in outcome) return reject(outcome.error);
        try {
          resolve(options.decode(outcome.result));
        } catch (thrown) {
          reject(thrown instanceof OvsdbError ? thrown : badMessage(messageOf(thrown)));
        }
      };
      this.#pending.set(id, { method, finish });
    });
  }
}

/** The `<error>` of a reply or of one operation of a transaction (RFC 7047 section 3.1). */
export function requestFailed(method: string, wire: unknown): OvsdbError {
  const fields = typeof wire === "object" && wire !== null ? { ...wire } : { error: wire };
  const error = "error" in fields ? String(fields.error) : "error without a name";
  const details = "details" in fields ? String(fields.details) : "";
  const said = details ? `${error}: ${details}` : error;
  const message = `Cannot ${method}: the OVSDB server says ${said}`;
  return new OvsdbError({ code: "REQUEST_FAILED", method, error, details }, message);
}
