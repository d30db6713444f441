import type { LinkCounters } from "../../proto/gen/tapline/v1/LinkCounters.ts";
import type { Netns } from "../ports/netns-list.ts";
import { ask } from "./inside.ts";

/** A NIC has hundreds of counters; those that never tell of a loss are left out. */
const telling =
  /err|drop|discard|miss|fifo|over|crc|frame|length|abort|timeout|fail|nobuf|carrier/i;

/**
 * Counters of interfaces that tell of packets not passed on: the kernel's, the queueing
 * disciplines', and of the node's NICs the driver's own.
 *
 * A counter that has not counted is left out.
 *
 * @param names interfaces that are wanted; others are left out.
 * @param nics of these ethtool(8) is asked as well.
 * @throws {ExecError | SyntaxError} when the kernel's cannot be read.
 */
export async function readLinkCounters(
  netns: Netns | null,
  names: readonly string[],
  nics: readonly string[],
  signal: AbortSignal,
): Promise<LinkCounters[]> {
  const [links, queues, ...drivers] = await Promise.all([
    ask(netns, ["ip", "-j", "-s", "-s", "link"], signal, 16 * 1024 * 1024),
    ask(netns, ["tc", "-s", "-j", "qdisc", "show"], signal).catch(() => "[]"),
    ...nics.map((name) => ask(netns, ["ethtool", "-S", name], signal).catch(() => "")),
  ]);
  const kernel = parseLinkCounters(links);
  const queued = parseQueueDrops(queues);
  const driver = new Map(nics.map((name, at) => [name, parseDriverCounters(drivers[at] ?? "")]));
  return names
    .filter((name) => kernel.has(name))
    .map((name) => ({
      name,
      counters: { ...kernel.get(name), ...queued.get(name), ...driver.get(name) },
    }));
}

/** `ip -j -s -s link`: "rx_dropped", "tx_carrier_errors" … by interface. @throws {SyntaxError} */
export function parseLinkCounters(text: string): Map<string, Record<string, number>> {
  const links: readonly IpLinkStatistics[] = JSON.parse(text);
  return new Map(
    links
      .filter(({ ifname }) => ifname !== undefined)
      .map(({ ifname, stats64 }) => {
        const ways = (["rx", "tx"] as const).flatMap((way) =>
          Object.entries(stats64?.[way] ?? {}).map(([name, value]) => [`${way}_${name}`, value]),
        );
        const lossy = ways.filter(([name, value]) => telling.test(String(name)) && value !== 0);
        return [ifname ?? "", Object.fromEntries(lossy)];
      }),
  );
}

interface IpLinkStatistics {
  readonly ifname?: string;
  readonly stats64?: Readonly<Record<"rx" | "tx", Readonly<Record<string, number>>>>;
}

/** `tc -s -j qdisc show`: "qdisc_dropped", the sum over an interface's disciplines. */
export function parseQueueDrops(text: string): Map<string, Record<string, number>> {
  const queues: readonly { dev?: string; drops?: number; kind?: string }[] = JSON.parse(text);
  const drops = new Map<string, number>();
  for (const { dev, drops: dropped, kind } of queues) {
    if (dev === undefined || kind === "noqueue") continue;
    drops.set(dev, (drops.get(dev) ?? 0) + (dropped ?? 0));
  }
  return new Map([...drops].map(([dev, count]) => [dev, { qdisc_dropped: count }]));
}

/** `ethtool -S`: "ethtool.rx_crc_errors" …; of rings nothing but their sums is kept. */
export function parseDriverCounters(text: string): Record<string, number> {
  const counters: Record<string, number> = {};
  for (const line of text.split("\n")) {
    const [, name = "", value = ""] = /^\s*(\S.*?):\s+(\d+)\s*$/.exec(line) ?? [];
    if (!telling.test(name) || Number(value) === 0) continue;
    const key = `ethtool.${name.replace(/(queue|ring|q)_?\d+_/i, "")}`;
    counters[key] = (counters[key] ?? 0) + Number(value);
  }
  return counters;
}
