import type { DesiredRow } from "../ovsdb/desired.ts";
import type { Topology } from "../topology/specs.ts";
import { excludeSetRows } from "./interconnection.ts";
import { overlaySetRows } from "./overlay-sets.ts";
import { policyRows } from "./policies.ts";
import { portGroupRows } from "./port-groups.ts";
import { routerRows } from "./router.ts";
import { serviceRows } from "./services.ts";
import { switchRows } from "./switches.ts";

/** The release that the lab is like. */
export const kubeOvnVersion = "v1.17.0";

/** The whole declared OVN_Northbound database of a lab. */
export function northboundRows(topology: Topology): DesiredRow[] {
  return [
    globalRow,
    ...switchRows(topology),
    ...routerRows(topology),
    ...portGroupRows(topology),
    ...serviceRows(topology),
    ...policyRows(topology),
    ...overlaySetRows(topology),
    ...excludeSetRows(topology),
  ];
}

/**
 * Options that Kube-OVN sets (pkg/ovs/ovn-nb_global.go). `ls_*` are read by its patched northd
 * only; others ignore them.
 */
const globalRow: DesiredRow = {
  table: "NB_Global",
  key: "global",
  columns: {
    options: {
      map: {
        use_ct_inv_match: "false",
        ls_dnat_mod_dl_dst: "true",
        ls_ct_skip_dst_lport_ips: "true",
        use_logical_dp_groups: "true",
        northd_probe_interval: "5000",
        inactivity_probe: "60000",
      },
    },
    external_ids: { map: { "kube-ovn-version": kubeOvnVersion } },
  },
};
