import { messageOf } from "../../../lib/errors.ts";
import { OvsdbError } from "../../../lib/ovsdb/ovsdb-error.ts";
import { type Reason, reason, said } from "../../../proto/reasons/index.ts";

/** Why an OVSDB server could not be used; `lib/` knows no reasons. */
export function ovsdbReason(error: unknown): Reason {
  if (!(error instanceof OvsdbError)) return said(messageOf(error));
  const { type } = error;
  switch (type.code) {
    case "CONNECT_FAILED":
      return reason("SERVER_UNREACHABLE", { remote: type.remote, why: type.reason });
    case "CONNECT_TIMED_OUT":
      return reason("SERVER_SILENT", { remote: type.remote, ms: type.timeoutMs });
    case "PROBE_UNANSWERED":
      return reason("SERVER_SILENT", { remote: type.remote, ms: type.idleMs });
    case "CONNECTION_LOST":
      return reason("SERVER_CONNECTION_LOST", { remote: type.remote });
    case "NOT_LEADER":
      return reason("SERVER_FOLLOWS", { remote: type.remote, database: type.database });
    case "MEMBER_NOT_CONNECTED":
      return reason("SERVER_WITHOUT_CLUSTER", { remote: type.remote, database: type.database });
    default:
      return said(error.message);
  }
}
