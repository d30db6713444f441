import { existsSync, readFileSync } from "node:fs";
import { netnsPath } from "../names.ts";
import { allPids, netnsInode, netnsInodeOf } from "../processes/proc.ts";
import { runIn } from "../run-in.ts";
import type { NetnsSpec } from "./declared.ts";

/**
 * Brings a namespace's rules and sets of addresses to the declared. They are made anew, which takes
 * no longer than reading them would, and lets everything count from 0.
 */
export async function settleFirewall(
  spec: NetnsSpec,
  processes: ReadonlyMap<string, number>,
): Promise<void> {
  const { name, firewall } = spec;
  await Promise.all([
    runIn(name, ["nft", "-f", "-"], { input: "flush ruleset\n" }),
    flushOldIptables(spec, processes),
  ]);
  if (firewall === null) return;
  // A set can be destroyed only where no rule asks for it.
  await runIn(name, ["ipset", "restore"], { input: `flush\ndestroy\n${firewall.ipsets}` });
  await Promise.all([
    runIn(name, ["iptables-restore"], { input: firewall.iptables }),
    runIn(name, ["ip6tables-restore"], { input: firewall.ip6tables }),
  ]);
}

/** Tables of the old iptables, which nft(8) does not know; nothing is loaded where none are. */
async function flushOldIptables(
  { name }: NetnsSpec,
  processes: ReadonlyMap<string, number>,
): Promise<void> {
  const pid = processes.get(netnsInode(netnsPath(name)) ?? "");
  for (const family of ["ip", "ip6"]) {
    const tables = await oldTables(name, family, pid);
    if (!tables.split("\n").includes("filter")) continue;
    const empty = ["*filter", ":INPUT ACCEPT", ":FORWARD ACCEPT", ":OUTPUT ACCEPT", "COMMIT", ""];
    const tool = family === "ip" ? "iptables-legacy-restore" : "ip6tables-legacy-restore";
    await runIn(name, [tool], { input: empty.join("\n") });
  }
}

/** Every namespace has a process of the lab's, through which /proc shows it without another. */
async function oldTables(netns: string, family: string, pid: number | undefined): Promise<string> {
  const file = `net/${family}_tables_names`;
  if (pid !== undefined) {
    const path = `/proc/${pid}/${file}`;
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  }
  return (await runIn(netns, ["cat", `/proc/${file}`], { okCodes: [0, 1] })).stdout;
}

/** A process id by the identity of the network namespace it is in. */
export function processByNetns(): ReadonlyMap<string, number> {
  return new Map(allPids().map((pid) => [netnsInodeOf(pid) ?? "", pid]));
}
