import type { Socket } from "node:net";
import { messageOf } from "../errors.ts";
import { type DialOptions, dial } from "./dial.ts";
import { JsonSplitter } from "./json-splitter.ts";
import { badMessage, OvsdbError } from "./ovsdb-error.ts";
import { PendingRequests, type RequestOptions } from "./pending-requests.ts";
import type { Remote } from "./remote.ts";
import { asObject } from "./schema.ts";

export interface ConnectionOptions extends DialOptions {
  /** Milliseconds of silence after which we ask; after twice that the connection is given up. */
  readonly probeIntervalMs: number;
  readonly requestTimeoutMs: number;
  readonly maxMessageBytes: number;
  readonly maxPending: number;
}

/** Called with the method (`update`, `update2`, `update3`) and the parameters after the id. */
export type UpdateListener = (method: string, params: readonly unknown[]) => void;

/**
 * One JSON-RPC session with one OVSDB server. Ends once and stays ended; the client makes a new
 * one.
 *
 * Replies and updates are handled in the order of the stream: a reply is decoded before the next
 * message is looked at, so no update can overtake the initial contents it changes.
 */
export class OvsdbConnection {
  readonly remote: Remote;
  /** Fulfilled with the reason when the session has ended. */
  readonly closed: Promise<OvsdbError>;
  readonly #socket: Socket;
  readonly #splitter: JsonSplitter;
  readonly #options: ConnectionOptions;
  readonly #pending: PendingRequests;
  readonly #monitors = new Map<string, UpdateListener>();
  readonly #probe: NodeJS.Timeout;
  #heardAt = Date.now();
  #isProbing = false;
  #endReason: OvsdbError | null = null;
  #onClosed: (reason: OvsdbError) => void = () => {};

  private constructor(remote: Remote, socket: Socket, options: ConnectionOptions) {
    this.remote = remote;
    this.#socket = socket;
    this.#options = options;
    this.#splitter = new JsonSplitter(options.maxMessageBytes);
    this.#pending = new PendingRequests(options.maxPending, options.requestTimeoutMs);
    this.closed = new Promise((resolve) => {
      this.#onClosed = resolve;
    });
    this.#probe = setInterval(() => this.#checkSilence(), options.probeIntervalMs / 2);
    socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    socket.on("error", (cause) => this.#lost(messageOf(cause)));
    socket.on("close", () => this.#lost("closed by the server"));
  }

  /**
   * Opens a session.
   *
   * @throws {OvsdbError} CONNECT_FAILED, CONNECT_TIMED_OUT or ABORTED.
   */
  static async open(
    remote: Remote,
    options: ConnectionOptions,
    signal: AbortSignal,
  ): Promise<OvsdbConnection> {
    return new OvsdbConnection(remote, await dial(remote, options, signal), options);
  }

  /**
   * Calls a method and gives its decoded result.
   *
   * @param options.decode runs before any later message of the stream is handled.
   * @throws {OvsdbError} REQUEST_FAILED, REQUEST_TIMED_OUT, TOO_MANY_REQUESTS, ABORTED or the
   *   reason why the session ended.
   */
  call<T>(method: string, params: readonly unknown[], options: RequestOptions<T>): Promise<T> {
    if (this.#endReason !== null) return Promise.reject(this.#endReason);
    const { id, promise } = this.#pending.add(method, options);
    if (id !== null) this.#send({ id, method, params });
    return promise;
  }

  /** Hands over the updates of the monitor with this id, from now on. */
  onUpdate(monitorId: string, listener: UpdateListener): void {
    this.#monitors.set(monitorId, listener);
  }

  /** Ends the session; what waits for a reply is told the reason. */
  close(reason: OvsdbError): void {
    if (this.#endReason !== null) return;
    this.#endReason = reason;
    clearInterval(this.#probe);
    this.#monitors.clear();
    this.#pending.rejectAll(reason);
    this.#socket.destroy();
    this.#onClosed(reason);
  }

  #lost(why: string): void {
    const message = `Lost the OVSDB server at ${this.remote.text}: ${why}`;
    this.close(new OvsdbError({ code: "CONNECTION_LOST", remote: this.remote.text }, message));
  }

  #receive(chunk: Buffer): void {
    this.#heardAt = Date.now();
    this.#isProbing = false;
    try {
      for (const text of this.#splitter.push(chunk)) {
        if (this.#endReason !== null) return;
        this.#dispatch(asObject(parseJson(text), "a message"));
      }
    } catch (thrown) {
      this.close(thrown instanceof OvsdbError ? thrown : badMessage(messageOf(thrown)));
    }
  }

  #dispatch(message: Readonly<Record<string, unknown>>): void {
    const { id, method } = message;
    if (typeof method !== "string") {
      this.#pending.settle(id, message);
      return;
    }
    const params = Array.isArray(message.params) ? message.params : [];
    if (method === "echo") {
      this.#send({ id, result: params, error: null });
      return;
    }
    const listener = this.#monitors.get(String(params[0]));
    if (listener === undefined) return;
    if (method === "monitor_canceled") {
      const database = String(params[0]);
      const message = "Lost the monitor: the server cancelled it, its database is gone or replaced";
      throw new OvsdbError({ code: "MONITOR_CANCELED", database }, message);
    }
    listener(method, params.slice(1));
  }

  #send(message: object): void {
    this.#socket.write(JSON.stringify(message));
    if (this.#socket.writableLength > this.#options.maxMessageBytes) {
      this.#lost("it does not read what is sent");
    }
  }

  #checkSilence(): void {
    const idleMs = Date.now() - this.#heardAt;
    if (idleMs < this.#options.probeIntervalMs) return;
    if (!this.#isProbing) {
      this.#isProbing = true;
      this.#heardAt = Date.now();
      this.#send({ id: "echo", method: "echo", params: [] });
      return;
    }
    const remote = this.remote.text;
    const message = `Lost the OVSDB server at ${remote}: it does not answer probes`;
    this.close(new OvsdbError({ code: "PROBE_UNANSWERED", remote, idleMs }, message));
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw badMessage(messageOf(thrown));
  }
}
