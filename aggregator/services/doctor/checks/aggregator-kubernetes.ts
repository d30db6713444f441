import { reason } from "../../../../proto/reasons/index.ts";
import { aggregator, bad, type DoctorCheck, ok, unknown } from "../check.ts";

/** Kubernetes and Kube-OVN objects are complete and current. */
export const aggregatorKubernetes: DoctorCheck = {
  name: "aggregator-kubernetes",
  run({ kubernetes: { status, reason: why, since }, now }) {
    const told = why ?? reason("NOT_READ_YET", {});
    switch (status) {
      case "ok":
        return [ok(aggregator, reason("OBJECTS_CURRENT", {}))];
      case "connecting":
        return [unknown(aggregator, told)];
      case "stale": {
        const seconds = Math.round((now.getTime() - since.getTime()) / 1_000);
        const found = reason("OBJECTS_STALE", { seconds, why: told });
        return [bad("failed", aggregator, found, reason("ADVICE_SEE_KUBERNETES", {}))];
      }
      case "failed": {
        const found = reason("OBJECTS_UNREAD", { why: told });
        return [bad("failed", aggregator, found, reason("ADVICE_SEE_KUBERNETES", {}))];
      }
    }
  },
};
