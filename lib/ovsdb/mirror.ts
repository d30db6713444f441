import { randomUUID } from "node:crypto";
import type { OvsdbClient } from "./client.ts";
import type { OvsdbConnection } from "./connection.ts";
import type { MirrorTables, TableSource } from "./define-table.ts";
import { applyDelivery, type NamedSink } from "./mirror-contents.ts";
import { type MonitorDelivery, readNotification, startMonitor } from "./monitor-methods.ts";
import { type MissingColumn, type MonitorPlan, planMonitor } from "./monitor-plan.ts";
import { abortedError, badMessage, type OvsdbError } from "./ovsdb-error.ts";
import type { DatabaseSchema } from "./schema.ts";

export interface MirrorOptions {
  /** Milliseconds over which changes are gathered into one event. */
  readonly coalesceMs?: number;
  /** Rows of all tables together; more gives the connection up with TOO_MANY_ROWS. */
  readonly maxRows?: number;
}

export const defaultMirrorOptions = { coalesceMs: 20, maxRows: 2_000_000 } as const;

export interface MirrorStatus {
  /**
   * `waiting`: never had the complete contents. `synced`: has them, and they are kept current.
   * `stale`: has them as they were when the connection was lost.
   */
  readonly state: "waiting" | "synced" | "stale";
  readonly since: Date;
  /** What the server's schema does not have, of what was asked for. */
  readonly missing: readonly MissingColumn[];
  readonly rows: number;
}

/** The keys of the tables that changed since the last event. */
export type ChangeListener = (changed: ReadonlySet<string>) => void;

/**
 * Tables of one OVSDB database in memory, kept current by a monitor.
 *
 * Make it before `client.start()`; it ends with the client. While the connection is away the rows
 * stay readable and the state is `stale`: whoever reads must say so.
 */
export class OvsdbMirror<Sources extends Readonly<Record<string, TableSource>>> {
  readonly tables: MirrorTables<Sources>;
  readonly #database: string;
  readonly #options: Required<MirrorOptions>;
  readonly #sources: readonly TableSource[];
  readonly #sinks: readonly NamedSink[];
  readonly #listeners = new Set<ChangeListener>();
  readonly #waiting = new Set<(error: OvsdbError | null) => void>();
  readonly #changed = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;
  #state: MirrorStatus["state"] = "waiting";
  #since = new Date();
  #plan: MonitorPlan = { tables: new Map(), missing: [] };
  #transactionId: string | null = null;

  constructor(client: OvsdbClient, sources: Sources, options: MirrorOptions = {}) {
    this.#database = client.database;
    this.#options = { ...defaultMirrorOptions, ...options };
    this.#sources = Object.values(sources);
    const entries = Object.entries(sources).map(([key, source]) => [key, source.create()] as const);
    this.#sinks = entries.map(([key, sink]) => ({ key, table: sources[key]?.table ?? key, sink }));
    // Each key holds what its own source created, which is what the mapped type says.
    this.tables = Object.fromEntries(entries) as unknown as MirrorTables<Sources>;
    client.onSession((connection, schema, signal) => this.#attach(connection, schema, signal));
    client.onStatus((status) => {
      if (status.state === "closed") this.#close();
    });
  }

  get status(): MirrorStatus {
    return {
      state: this.#state,
      since: this.#since,
      missing: this.#plan.missing,
      rows: this.#sinks.reduce((sum, { sink }) => sum + sink.size, 0),
    };
  }

  /** Calls after changes, at most once per `coalesceMs`; returns how to stop that. */
  onChange(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Waits until the contents are complete and current.
   *
   * @throws {OvsdbError} ABORTED when the signal or the client ends the wait.
   */
  whenSynced(signal: AbortSignal): Promise<void> {
    if (this.#state === "synced") return Promise.resolve();
    if (signal.aborted || this.#isClosed) return Promise.reject(abortedError());
    return new Promise((resolve, reject) => {
      const onAbort = (): void => finish(abortedError());
      const finish = (error: OvsdbError | null): void => {
        signal.removeEventListener("abort", onAbort);
        this.#waiting.delete(finish);
        if (error === null) resolve();
        else reject(error);
      };
      signal.addEventListener("abort", onAbort, { once: true });
      this.#waiting.add(finish);
    });
  }

  async #attach(
    connection: OvsdbConnection,
    schema: DatabaseSchema,
    signal: AbortSignal,
  ): Promise<void> {
    const plan = planMonitor(schema, this.#sources);
    if (plan.tables.size === 0) throw badMessage(`${schema.name} has none of the wanted tables`);
    const isSamePlan = JSON.stringify(planNames(plan)) === JSON.stringify(planNames(this.#plan));
    this.#plan = plan;
    const monitorId = randomUUID();
    connection.onUpdate(monitorId, (method, params) => {
      const delivery = readNotification(method, params);
      if (delivery !== null) this.#apply(delivery);
    });
    const since = isSamePlan ? this.#transactionId : null;
    const request = { database: this.#database, monitorId, plan, since, signal };
    await startMonitor(connection, request, (delivery) => {
      this.#apply(delivery);
      this.#setState("synced");
    });
    void connection.closed.then(() => {
      if (this.#state === "synced") this.#setState("stale");
    });
  }

  #apply(delivery: MonitorDelivery): void {
    this.#transactionId = null; // until it is through: a failure half-way asks for everything again
    const changed = applyDelivery(this.#sinks, this.#plan, delivery, this.#options.maxRows);
    this.#transactionId = delivery.transactionId;
    for (const key of changed) this.#changed.add(key);
    if (this.#changed.size === 0) return;
    this.#timer ??= setTimeout(() => this.#notify(), this.#options.coalesceMs);
  }

  #notify(): void {
    this.#timer = null;
    const changed = new Set(this.#changed);
    this.#changed.clear();
    for (const listener of this.#listeners) listener(changed);
  }

  #setState(state: MirrorStatus["state"]): void {
    if (this.#state !== state) this.#since = new Date();
    this.#state = state;
    if (state !== "synced") return;
    for (const finish of [...this.#waiting]) finish(null);
  }

  #close(): void {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#state === "synced") this.#setState("stale");
    for (const finish of [...this.#waiting]) finish(abortedError());
  }
}

function planNames(plan: MonitorPlan): readonly unknown[] {
  return [...plan.tables].map(([table, columns]) => [table, [...columns.keys()]]);
}
