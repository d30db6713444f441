import { reason } from "../../../../proto/reasons/index.ts";
import { bad, type DoctorCheck, ok, type Subject, unknown } from "../check.ts";

const subject: Subject = { kind: "Database", name: "OVN_Southbound" };

/** ovn-northd has carried the northbound over: its sequence number, and every logical port. */
export const databasesNorthd: DoctorCheck = {
  name: "databases-northd",
  run({ northd }) {
    if (!northd.known) return [unknown(subject, northd.why)];
    const { wanted, carriedOver, portsMissing, watchedMs } = northd.value;
    const seconds = Math.round(watchedMs / 100) / 10;
    const advice = reason("ADVICE_NORTHD", {});
    const commands = ["kubectl -n kube-system get pods -l app=ovn-central -o wide"];
    if (portsMissing.length > 0) {
      const found = reason("NORTHD_LEAVES_PORTS", { ports: portsMissing, seconds });
      return [bad("failed", subject, found, advice, commands)];
    }
    if (carriedOver < wanted) {
      const found = reason("NORTHD_LAGS", { wanted, carriedOver, seconds });
      return [bad("failed", subject, found, advice, commands)];
    }
    return [ok(subject, reason("NORTHD_IN_STEP", { number: carriedOver }))];
  },
};
