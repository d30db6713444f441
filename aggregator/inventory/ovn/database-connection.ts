import type { OvsdbClient } from "../../../lib/ovsdb/client.ts";

/** Whether an OVN database is being read, and where not, what each of its servers said. */
export interface DatabaseConnection {
  /** `OVN_Northbound`, `OVN_Southbound`. */
  readonly database: string;
  readonly connected: boolean;
  /** Addresses of its servers, as the aggregator was given them. */
  readonly remotes: readonly string[];
  /** By address; empty while connected, and of a server that was not tried yet nothing. */
  readonly failures: readonly DatabaseFailure[];
}

export interface DatabaseFailure {
  readonly remote: string;
  /**
   * - `no-quorum`: it is a member of a cluster and not in contact with a majority of it
   *   (ovsdb-server(5), `_Server`, Database.connected);
   * - `follower`: it follows a leader, and only that one is wanted;
   * - `unreachable`: there was no talking to it.
   */
  readonly kind: "no-quorum" | "follower" | "unreachable";
  readonly detail: string;
}

export function databaseConnection(client: OvsdbClient): DatabaseConnection {
  const failures = [...client.failures].map(([remote, error]): DatabaseFailure => {
    const { code } = error.type;
    const kind =
      code === "MEMBER_NOT_CONNECTED"
        ? "no-quorum"
        : code === "NOT_LEADER"
          ? "follower"
          : "unreachable";
    return { remote, kind, detail: error.message };
  });
  const connected = client.status.state === "connected";
  return { database: client.database, connected, remotes: client.remotes, failures };
}
