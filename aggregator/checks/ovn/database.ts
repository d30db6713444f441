import { allOf, type Reason, reason } from "../../../proto/reasons/index.ts";
import type { DatabaseRow } from "../../evidence/rows.ts";
import { type Check, ends, type Found, foundOrClean, skipped } from "../check.ts";

/**
 * Both OVN databases can be read and written. A clustered one whose servers have no majority takes
 * no changes (ovsdb(7), "Clustered Database Service Model"): what is asked of OVN then stays as it
 * was. That alone stops no packet.
 */
export const databaseCheck: Check = {
  name: "ovn/database",
  description: "The northbound and the southbound database have a leader",
  codes: ["OVN_DATABASE_NO_LEADER"],
  reads: ["databases"],
  run({ view }) {
    const looked = view.databases();
    if (!looked.known) return skipped(looked.reason);
    const away = looked.value.filter(({ connected }) => !connected);
    const leaderless = away.filter(hasNoLeader);
    const [other] = away;
    if (leaderless.length === 0 && other !== undefined) {
      return skipped(notConnected(other));
    }
    return foundOrClean(
      leaderless.map(
        (row): Found => ({
          code: "OVN_DATABASE_NO_LEADER",
          stage: "control-plane",
          direction: "request",
          node: null,
          args: { ...ends(view), database: row.database, detail: allOf(serversOf(row)) ?? "" },
          resources: [],
          evidence: [looked.id],
          weight: "supporting",
        }),
      ),
    );
  },
};

/**
 * Every server was tried, one at least is without a majority, and none can be used. One that
 * follows has a leader.
 */
function hasNoLeader({ remotes, failures }: DatabaseRow): boolean {
  const tried = remotes.every((remote) => failures.some((one) => one.remote === remote));
  const kinds = failures.map(({ kind }) => kind);
  return tried && kinds.includes("no-quorum") && !kinds.includes("follower");
}

function notConnected(row: DatabaseRow): Reason {
  const { database } = row;
  return reason("DATABASE_NOT_CONNECTED", { database, servers: serversOf(row) });
}

function serversOf({ failures }: DatabaseRow): Reason[] {
  return failures.map(({ remote, kind }) => reason("SERVER_UNUSABLE", { remote, kind }));
}
