import { reason } from "../../../../proto/reasons/index.ts";
import { aggregator, bad, type DoctorCheck, ok, unknown } from "../check.ts";
import { compareReleases } from "../release.ts";

/** ovn-trace runs beside the aggregator, and understands the cluster's OVN. */
export const aggregatorTools: DoctorCheck = {
  name: "aggregator-tools",
  run({ ovnTrace, looks }) {
    if (!ovnTrace.known) {
      const found = reason("TRACE_TOOL_UNUSABLE", { why: ovnTrace.why });
      return [bad("failed", aggregator, found, reason("ADVICE_INSTALL_TRACE", {}))];
    }
    const version = ovnTrace.value;
    const daemons = looks.flatMap(({ facts }) =>
      facts.known && facts.value.ovnController?.version ? [facts.value.ovnController.version] : [],
    );
    const newest = daemons.sort((a, b) => compareReleases(b, a) ?? 0)[0];
    if (newest === undefined)
      return [unknown(aggregator, reason("OVN_RELEASE_UNKNOWN", { version }))];
    const order = compareReleases(version, newest);
    if (order !== null && order >= 0) {
      return [ok(aggregator, reason("TRACE_TOOL_FITS", { version, ovn: newest }))];
    }
    const found = reason("TOOL_IS_OLDER", { tool: "ovn-trace", version, daemon: newest });
    return [bad("warning", aggregator, found, reason("ADVICE_NEWER_TRACE", {}))];
  },
};
