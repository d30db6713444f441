import { underlayNetns } from "../names.ts";
import { runIn } from "../run-in.ts";
import { familyOf } from "../topology/addresses.ts";
import type { NodeSpec } from "../topology/specs.ts";
import type { FaultPath } from "./fault.ts";

/** nftables match of the Geneve packets from one node to the other, as the fabric sees them. */
export function geneve(from: NodeSpec, to: NodeSpec): string {
  const field = familyOf(to.encapIp) === "IPv6" ? "ip6" : "ip";
  return `${field} saddr ${from.encapIp} ${field} daddr ${to.encapIp} udp dport 6081`;
}

/** A rule for what the fabric's bridge forwards. */
export async function forwardRule({ lab }: FaultPath, rule: string): Promise<void> {
  const commands = [
    "add table bridge fabric",
    "add chain bridge fabric forward { type filter hook forward priority 0; }",
    `add rule bridge fabric forward ${rule}`,
  ];
  await runIn(underlayNetns(lab.name), ["nft", commands.join("; ")]);
}
