import type { Inventory } from "../inventory/inventory.ts";
import { asPrefix, prefixContains } from "../inventory/ip-address.ts";

/** A range whose packets a switch passes on before load balancing, and the option that says so. */
export interface SkippedRange {
  readonly option: string;
  /** An address, or a block. */
  readonly range: string;
}

/**
 * The range that keeps a VIP from being balanced on a switch. Kube-OVN's ovn-northd makes flows in
 * `ls_in_pre_lb` that let such packets pass without connection tracking, and what is not tracked is
 * not translated; others make none, whatever the options say. Null where there is none.
 */
export function skippedRange(
  { northbound, southbound }: Inventory,
  switchName: string | null,
  vip: string,
): SkippedRange | null {
  const one = switchName === null ? null : northbound.logicalSwitch(switchName);
  const datapath = one === null ? null : southbound.datapathOf(one);
  if (datapath === null) return null;
  for (const flow of southbound.mirror.tables.logicalFlows.values()) {
    if (flow.stageName !== "ls_in_pre_lb" || !isSkip(flow.externalIds)) continue;
    const range = /\bip[46]\.dst == (?<range>[\da-f.:/]+)$/.exec(flow.match)?.groups?.range ?? "";
    if (range === "" || !prefixContains(asPrefix(range), vip)) continue;
    if (!southbound.isFlowOn(flow, datapath)) continue;
    return { option: optionOf(northbound.global()?.options ?? new Map(), range), range };
  }
  return null;
}

function isSkip(externalIds: ReadonlyMap<string, string>): boolean {
  return (externalIds.get("kube-ovn-hint") ?? "").includes("skip conntrack");
}

/** Options of NB_Global that list ranges; the third takes them from the localnet port. */
function optionOf(options: ReadonlyMap<string, string>, range: string): string {
  const listed = ["node_local_dns_ip", "skip_conntrack_dst_cidrs"].find((name) =>
    (options.get(name) ?? "")
      .split(",")
      .map((word) => word.trim())
      .includes(range),
  );
  return listed ?? "ls_ct_skip_dst_lport_ips";
}
