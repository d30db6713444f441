import { type Reason, reason, said } from "../../../../proto/reasons/index.ts";
import { bad, type DoctorCheck, type DoctorItem, ok, type Subject, unknown } from "../check.ts";
import type { DatabaseLook } from "../evidence.ts";

/** Both OVN databases are read, from a server that has its cluster, and kept current. */
export const databasesReachable: DoctorCheck = {
  name: "databases-reachable",
  run: ({ databases }) => databases.map(itemOf),
};

function itemOf({ connection, member, health }: DatabaseLook): DoctorItem {
  const { database, connected, remotes, failures } = connection;
  const subject: Subject = { kind: "Database", name: database };
  const short = database === "OVN_Northbound" ? "nb" : "sb";
  const commands = [["kubectl", "ko", short, "status"].join(" ")];
  if (!connected) {
    if (failures.length === 0) return unknown(subject, reason("NOT_READ_YET", {}));
    const whys = failures.map((one) => said(one.detail));
    const found = reason("DATABASE_AWAY", { remotes, whys });
    const isLost = failures.some(({ kind }) => kind === "no-quorum");
    const advice = reason(isLost ? "ADVICE_QUORUM" : "ADVICE_REACH_DATABASE", {});
    return bad("failed", subject, found, advice, commands);
  }
  if (health.status !== "ok") {
    return unknown(subject, health.reason ?? reason("NOT_READ_YET", {}));
  }
  return ok(subject, roleOf(member, connection));
}

function roleOf(member: DatabaseLook["member"], { remotes }: DatabaseLook["connection"]): Reason {
  const remote = member?.remote ?? remotes[0] ?? "";
  if (member === null || !member.isClustered) return reason("DATABASE_STANDALONE", { remote });
  const isLeader = member.isLeader;
  return reason(isLeader ? "DATABASE_OF_LEADER" : "DATABASE_OF_FOLLOWER", { remote });
}
