import type { Netns } from "../ports/netns-list.ts";
import { parseConntrackStat, parseSoftnetStat } from "./conntrack.ts";
import { parseCounterLines, parseCounterPairs } from "./counters.ts";
import { readNetFile } from "./inside.ts";

/**
 * Counters of a namespace's kernel that tell of drops, by nstat(8)'s names.
 *
 * @throws {Error} when IPv4's cannot be read.
 */
export async function readProtocolCounters(
  netns: Netns | null,
  signal: AbortSignal,
): Promise<Record<string, number>> {
  const [snmp, netstat, snmp6] = await Promise.all([
    readNetFile(netns, "snmp", signal),
    readNetFile(netns, "netstat", signal),
    readNetFile(netns, "snmp6", signal).catch(() => ""), // a kernel without IPv6
  ]);
  return {
    ...parseCounterPairs(snmp),
    ...parseCounterPairs(netstat),
    ...parseCounterLines(snmp6),
  };
}

/** Counters of connection tracking and of the queues before it; none where the kernel has none. */
export async function readStackCounters(
  netns: Netns | null,
  signal: AbortSignal,
): Promise<Record<string, number>> {
  const [conntrack, softnet] = await Promise.all([
    readNetFile(netns, "stat/nf_conntrack", signal).catch(() => ""),
    readNetFile(netns, "softnet_stat", signal).catch(() => ""),
  ]);
  return { ...parseConntrackStat(conntrack), ...parseSoftnetStat(softnet) };
}
