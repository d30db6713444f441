import { inNetns, run } from "../../lib/exec.ts";
import type { Link } from "../../proto/gen/tapline/v1/Link.ts";
import { type IpLink, parseIpLinks } from "./ip-json.ts";

/** An interface as the agent knows it: every member of the message is there. */
export interface LinkState extends Required<Link> {
  readonly name: string;
  readonly ifindex: number;
  readonly mtu: number;
  readonly mac: string;
  readonly addresses: string[];
  readonly unusableAddresses: Record<string, string>;
  readonly peerIfindex: number;
  /** Id that the namespace has for the peer's one; null when both are in the same. */
  readonly peerNetnsId: number | null;
}

const limits = { timeoutMs: 3_000, maxBytes: 16 * 1024 * 1024 } as const;

/**
 * Interfaces of a network namespace with counters and addresses, in order of their ifindex.
 *
 * @param netns path of the namespace; null for the agent's own, which is the node's.
 * @throws {ExecError | IpJsonError}
 */
export async function readLinks(netns: string | null, signal: AbortSignal): Promise<LinkState[]> {
  const argv = ["ip", "-j", "-d", "-s", "addr"];
  const vector = netns === null ? argv : inNetns(netns, argv);
  const { stdout } = await run(vector, { ...limits, signal });
  return toLinks(parseIpLinks(stdout));
}

/** @param links of one namespace: a peer in the same one is given by name only. */
export function toLinks(links: readonly IpLink[]): LinkState[] {
  const indexes = new Map(links.map((link) => [link.ifname, link.ifindex]));
  return links.map((link) => ({
    name: link.ifname,
    ifindex: link.ifindex,
    mtu: link.mtu,
    up: link.flags.includes("UP"),
    carrier: link.flags.includes("LOWER_UP"),
    mac: link.address,
    kind: link.linkinfo?.info_kind || (link.link_type === "loopback" ? "loopback" : ""),
    addresses: link.addr_info.flatMap(({ local, prefixlen }) =>
      local === undefined ? [] : [`${local}/${prefixlen}`],
    ),
    unusableAddresses: unusableOf(link),
    rxPackets: link.stats64.rx.packets,
    txPackets: link.stats64.tx.packets,
    rxDropped: link.stats64.rx.dropped,
    txDropped: link.stats64.tx.dropped,
    rxErrors: link.stats64.rx.errors,
    txErrors: link.stats64.tx.errors,
    peerIfindex: link.link_index || (indexes.get(link.link ?? "") ?? 0),
    master: link.master,
    peerNetnsId: link.link_netnsid ?? null,
  }));
}

function unusableOf({ addr_info }: IpLink): Record<string, string> {
  const unusable = addr_info.flatMap(({ local, tentative, dadfailed }) =>
    local !== undefined && (tentative || dadfailed)
      ? [[local, dadfailed ? "duplicate" : "tentative"] as const]
      : [],
  );
  return Object.fromEntries(unusable);
}

/** The addresses of a link without their prefix lengths. */
export function bareAddresses(link: LinkState): string[] {
  return link.addresses.map((address) => address.split("/")[0] ?? address);
}
