import { readFile } from "node:fs/promises";
import type { Netns } from "../ports/netns-list.ts";
import { ask } from "./inside.ts";

/** Settings of a namespace that decide what becomes of packets (kernel's ip-sysctl.rst). */
const common = [
  "net/ipv4/ip_forward",
  "net/ipv6/conf/all/forwarding",
  "net/ipv4/icmp_echo_ignore_all",
  "net/ipv6/icmp/echo_ignore_all",
  "net/netfilter/nf_conntrack_count",
  "net/netfilter/nf_conntrack_max",
  "net/netfilter/nf_conntrack_checksum",
] as const;

const ofInterface = [
  "net/ipv4/conf/{}/rp_filter",
  "net/ipv4/conf/{}/forwarding",
  "net/ipv4/conf/{}/arp_ignore",
  "net/ipv6/conf/{}/disable_ipv6",
] as const;

/**
 * Kernel settings by their sysctl(8) names, "net.ipv4.conf.eth0.rp_filter"; those that the kernel
 * does not have are left out.
 *
 * @throws {ExecError}
 */
export async function readSysctls(
  netns: Netns | null,
  interfaces: readonly string[],
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const perInterface = ["all", ...interfaces].flatMap((name) =>
    ofInterface.map((key) => key.replace("{}", name)),
  );
  const keys = [...common, ...perInterface];
  if (netns !== null) return parseSysctls(await ask(netns, ["sysctl", "-e", ...keys], signal));
  const read = keys.map(async (key) => {
    const value = await readFile(`/proc/sys/${key}`, "utf8").catch(() => null);
    return value === null ? [] : [[key.replaceAll("/", "."), value.trim()] as const];
  });
  return Object.fromEntries((await Promise.all(read)).flat());
}

/** What `sysctl KEY…` prints: "key = value" on each line (procps 4.0). */
export function parseSysctls(text: string): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const line of text.split("\n")) {
    const at = line.indexOf(" = ");
    if (at > 0) settings[line.slice(0, at)] = line.slice(at + 3).trim();
  }
  return settings;
}
