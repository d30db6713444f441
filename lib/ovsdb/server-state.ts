import type { OvsdbConnection } from "./connection.ts";
import { OvsdbError } from "./ovsdb-error.ts";
import { asObject } from "./schema.ts";

/** A member's row of the table Database in `_Server` (ovsdb-server(5), "_Server"). */
export interface MemberState {
  readonly isClustered: boolean;
  readonly isConnected: boolean;
  readonly isLeader: boolean;
}

const monitorId = "_server";

/**
 * Checks that a server may be asked about a database, and closes the connection when later it may
 * not: a member that lost its cluster has stale contents, and with `leaderOnly` only the leader
 * will do. Servers that know no `_Server` (before OVS 2.9) and standalone databases are taken as
 * they are.
 *
 * @returns what tells the member's state while the connection lasts
 * @throws {OvsdbError} NOT_LEADER or MEMBER_NOT_CONNECTED.
 */
export async function watchMember(
  connection: OvsdbConnection,
  database: string,
  leaderOnly: boolean,
  signal: AbortSignal,
): Promise<MemberWatch> {
  const names = await connection.call("list_dbs", [], { decode: asNames, signal });
  if (!names.includes("_Server")) return () => null;
  const members = new Map<string, Record<string, unknown>>();
  const current = (): MemberState | null => {
    const row = [...members.values()].find((candidate) => candidate.name === database);
    return row === undefined ? null : asMember(row);
  };
  const judge = (): OvsdbError | null => {
    const member = current();
    return member === null ? null : objection(connection, database, member, leaderOnly);
  };
  connection.onUpdate(monitorId, (_method, params) => {
    merge(members, params[0]);
    const refused = judge();
    if (refused !== null) connection.close(refused);
  });
  const wanted = { Database: { columns: ["name", "model", "connected", "leader"] } };
  await connection.call("monitor", ["_Server", monitorId, wanted], {
    decode: (result) => merge(members, result),
    signal,
  });
  const refused = judge();
  if (refused !== null) throw refused;
  return current;
}

/** The member as it is now; null where the server does not tell. */
export type MemberWatch = () => MemberState | null;

function objection(
  connection: OvsdbConnection,
  database: string,
  member: MemberState,
  leaderOnly: boolean,
): OvsdbError | null {
  const remote = connection.remote.text;
  if (!member.isClustered) return null;
  if (!member.isConnected) {
    const state = `it is not connected to its cluster, ${database} is stale`;
    const message = `Cannot use ${remote}: ${state}`;
    return new OvsdbError({ code: "MEMBER_NOT_CONNECTED", remote, database }, message);
  }
  if (!leaderOnly || member.isLeader) return null;
  const message = `Cannot use ${remote}: it is a follower for ${database}, wanted the leader`;
  return new OvsdbError({ code: "NOT_LEADER", remote, database }, message);
}

function merge(members: Map<string, Record<string, unknown>>, wire: unknown): void {
  const table = asObject(wire, "table updates").Database;
  if (table === undefined) return;
  for (const [uuid, update] of Object.entries(asObject(table, "Database"))) {
    const row = asObject(update, "a row update").new;
    if (row === undefined) members.delete(uuid);
    else members.set(uuid, { ...members.get(uuid), ...asObject(row, "a row") });
  }
}

function asMember(row: Readonly<Record<string, unknown>>): MemberState {
  return {
    isClustered: row.model === "clustered",
    isConnected: row.connected === true,
    isLeader: row.leader === true,
  };
}

function asNames(result: unknown): readonly string[] {
  return Array.isArray(result) ? result.map(String) : [];
}
