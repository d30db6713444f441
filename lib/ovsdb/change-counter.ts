import { randomUUID } from "node:crypto";
import type { OvsdbClient } from "./client.ts";
import type { OvsdbConnection } from "./connection.ts";
import { readNotification, startMonitor } from "./monitor-methods.ts";
import { planMonitor } from "./monitor-plan.ts";
import type { DatabaseSchema } from "./schema.ts";

/** What is counted: changes of these columns, and rows that come and go. */
export interface CountedTable {
  readonly table: string;
  readonly columns: readonly string[];
}

/**
 * Counts the transactions that change some tables of an OVSDB database, without keeping their rows.
 *
 * Make it before `client.start()`; it ends with the client.
 */
export class ChangeCounter {
  readonly #database: string;
  readonly #tables: readonly CountedTable[];
  #revision = 0;
  #isFollowing = false;

  constructor(client: OvsdbClient, tables: readonly CountedTable[]) {
    this.#database = client.database;
    this.#tables = tables;
    client.onSession((connection, schema, signal) => this.#attach(connection, schema, signal));
  }

  /**
   * The same number twice: nothing has changed between the two, as far as the server has told us.
   * null while it tells us nothing.
   */
  get revision(): number | null {
    return this.#isFollowing ? this.#revision : null;
  }

  async #attach(
    connection: OvsdbConnection,
    schema: DatabaseSchema,
    signal: AbortSignal,
  ): Promise<void> {
    const plan = planMonitor(schema, this.#tables);
    const monitorId = randomUUID();
    connection.onUpdate(monitorId, (method, params) => {
      if (readNotification(method, params) !== null) this.#revision += 1;
    });
    void connection.closed.then(() => {
      this.#isFollowing = false;
    });
    const request = { database: this.#database, monitorId, plan, since: null, signal };
    await startMonitor(connection, { ...request, changesOnly: true }, () => {
      // What changed while there was no connection was not told.
      this.#revision += 1;
      this.#isFollowing = true;
    });
  }
}
