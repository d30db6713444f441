import { setTimeout as delay } from "node:timers/promises";
import { backoffMs } from "../backoff.ts";
import { messageOf } from "../errors.ts";
import { type ConnectionOptions, OvsdbConnection } from "./connection.ts";
import { abortedError, badMessage, noCertificate, OvsdbError } from "./ovsdb-error.ts";
import { parseRemotes, type Remote } from "./remote.ts";
import type { OvsdbRow } from "./row.ts";
import { type DatabaseSchema, parseSchema } from "./schema.ts";
import { type Condition, decodeSelect, selectOperation } from "./select.ts";
import { type MemberState, type MemberWatch, watchMember } from "./server-state.ts";

export interface OvsdbClientOptions extends Partial<ConnectionOptions> {
  /** Comma-separated `unix:PATH`, `tcp:HOST:PORT` and `ssl:HOST:PORT`, tried in this order. */
  readonly remotes: string;
  /** For instance `OVN_Northbound`, `OVN_Southbound`, `Open_vSwitch`. */
  readonly database: string;
  /** Of a clustered database accept the leader only; followers may lag. */
  readonly leaderOnly?: boolean;
  /** First and longest wait between rounds over all remotes, milliseconds. */
  readonly backoff?: { readonly firstMs: number; readonly maxMs: number };
}

export interface OvsdbClientStatus {
  readonly state: "connecting" | "connected" | "closed";
  readonly since: Date;
  /** The remote in use; null while there is none. */
  readonly remote: string | null;
  /** Why the last attempt failed or the last connection ended; kept while connected. */
  readonly lastError: OvsdbError | null;
  /** Connections that were established and then lost. */
  readonly lostConnections: number;
}

export const defaultClientOptions = {
  connectTimeoutMs: 3_000,
  /** ovsdb-server's own default; a half-open connection is noticed within three times this. */
  probeIntervalMs: 5_000,
  /** The initial contents of a southbound of 100,000 flows take a loaded server seconds. */
  requestTimeoutMs: 30_000,
  maxMessageBytes: 256 * 1024 * 1024,
  maxPending: 64,
  backoff: { firstMs: 250, maxMs: 8_000 },
} as const;

/** Prepares what lives on a connection (a monitor); rejects when that cannot be used. */
export type SessionListener = (
  connection: OvsdbConnection,
  schema: DatabaseSchema,
  signal: AbortSignal,
) => Promise<void>;

/**
 * A client of one OVSDB database (RFC 7047) that stays connected.
 *
 * It can only look: `select` and monitors are all it offers, no operation that writes.
 */
export class OvsdbClient {
  readonly database: string;
  readonly #options: OvsdbClientOptions;
  readonly #limits: ConnectionOptions;
  readonly #remotes: readonly Remote[];
  readonly #abort = new AbortController();
  readonly #sessionListeners = new Set<SessionListener>();
  readonly #statusListeners = new Set<(status: OvsdbClientStatus) => void>();
  readonly #failures = new Map<string, OvsdbError>();
  #connection: OvsdbConnection | null = null;
  #schema: DatabaseSchema | null = null;
  #member: MemberWatch = () => null;
  #running: Promise<void> | null = null;
  #status: OvsdbClientStatus = {
    state: "connecting",
    since: new Date(),
    remote: null,
    lastError: null,
    lostConnections: 0,
  };

  /** @throws {OvsdbError} BAD_REMOTE, or NO_CERTIFICATE for `ssl:` without `tls`. */
  constructor(options: OvsdbClientOptions) {
    this.database = options.database;
    this.#options = options;
    this.#limits = { ...defaultClientOptions, ...options };
    this.#remotes = parseRemotes(options.remotes);
    const secured = this.#remotes.find(({ kind }) => kind === "ssl");
    if (secured !== undefined && options.tls === undefined) throw noCertificate(secured.text);
  }

  get status(): OvsdbClientStatus {
    return this.#status;
  }

  /** Where it may connect to, as they were given. */
  get remotes(): readonly string[] {
    return this.#remotes.map(({ text }) => text);
  }

  /** By remote why the last attempt on it failed; empty while connected. */
  get failures(): ReadonlyMap<string, OvsdbError> {
    return this.#failures;
  }

  /** The schema of the server in use; null while not connected. */
  get schema(): DatabaseSchema | null {
    return this.#schema;
  }

  /** The server in use as a member of its cluster; null while not connected, or not told. */
  get member(): MemberState | null {
    return this.#connection === null ? null : this.#member();
  }

  /** Begins to connect; returns at once. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** Calls on every change of status; returns how to stop that. */
  onStatus(listener: (status: OvsdbClientStatus) => void): () => void {
    this.#statusListeners.add(listener);
    return () => this.#statusListeners.delete(listener);
  }

  /** Calls for every connection, before `start()` only. A rejection gives the connection up. */
  onSession(listener: SessionListener): void {
    if (this.#running !== null) throw new RangeError("Cannot add a session listener: started");
    this.#sessionListeners.add(listener);
  }

  /**
   * Reads rows of a table.
   *
   * @param where conditions that must all hold, in the notation of RFC 7047 section 5.1.
   * @throws {OvsdbError} NOT_CONNECTED at once when there is no connection; else as `call`.
   */
  async select(
    table: string,
    where: readonly Condition[],
    columns: readonly string[],
    options: { readonly signal?: AbortSignal; readonly timeoutMs?: number } = {},
  ): Promise<readonly OvsdbRow[]> {
    const schema = this.#schema;
    const connection = this.#connection;
    if (connection === null || schema === null) throw this.#notConnected();
    const operation = selectOperation(table, where, columns);
    const decode = (result: unknown): OvsdbRow[] => decodeSelect(schema, table, result);
    return connection.call("transact", [this.database, operation], { ...options, decode });
  }

  /** Ends the connection, all timers and all waits. */
  async close(): Promise<void> {
    this.#abort.abort();
    this.#connection?.close(abortedError());
    await this.#running;
    this.#connection = null;
    if (this.#status.state !== "closed") this.#setStatus({ state: "closed", remote: null });
  }

  async #run(): Promise<void> {
    const signal = this.#abort.signal;
    for (let failures = 0; !signal.aborted; ) {
      const remote = this.#remotes[failures % this.#remotes.length];
      if (remote === undefined) return;
      const { error, wasConnected } = await this.#session(remote, signal);
      if (signal.aborted) return;
      this.#failures.set(remote.text, error);
      failures = wasConnected ? 1 : failures + 1;
      const lost = this.#status.lostConnections + (wasConnected ? 1 : 0);
      this.#setStatus({
        state: "connecting",
        remote: null,
        lastError: error,
        lostConnections: lost,
      });
      const rounds = Math.ceil(failures / this.#remotes.length);
      // The next of the list is tried at once; a server that only flaps must not make a hot loop.
      if (!wasConnected && failures % this.#remotes.length !== 0) continue;
      const wait = backoffMs(
        this.#options.backoff ?? defaultClientOptions.backoff,
        rounds,
        Math.random(),
      );
      await delay(wait, undefined, { signal }).catch(() => {}); // only close() interrupts it
    }
  }

  /** One connection from opening to its end. */
  async #session(
    remote: Remote,
    signal: AbortSignal,
  ): Promise<{ error: OvsdbError; wasConnected: boolean }> {
    let connection: OvsdbConnection | null = null;
    try {
      connection = await OvsdbConnection.open(remote, this.#limits, signal);
      this.#connection = connection;
      const leaderOnly = this.#options.leaderOnly ?? false;
      this.#member = await watchMember(connection, this.database, leaderOnly, signal);
      const schema = await connection.call("get_schema", [this.database], {
        decode: parseSchema,
        signal,
      });
      this.#schema = schema;
      for (const listener of this.#sessionListeners) await listener(connection, schema, signal);
      this.#failures.clear();
      this.#setStatus({ state: "connected", remote: remote.text });
      return { error: await connection.closed, wasConnected: true };
    } catch (thrown) {
      const error = thrown instanceof OvsdbError ? thrown : badMessage(messageOf(thrown));
      connection?.close(error);
      return { error, wasConnected: false };
    } finally {
      this.#connection = null;
      this.#schema = null;
    }
  }

  #setStatus(change: Partial<OvsdbClientStatus>): void {
    const next = { ...this.#status, ...change };
    const since = next.state === this.#status.state ? this.#status.since : new Date();
    this.#status = { ...next, since };
    for (const listener of this.#statusListeners) listener(this.#status);
  }

  #notConnected(): OvsdbError {
    const why = this.#status.lastError?.message ?? "no attempt has ended yet";
    const message = `Cannot read ${this.database}: not connected (${why})`;
    return new OvsdbError({ code: "NOT_CONNECTED", database: this.database }, message);
  }
}
