import { access } from "node:fs/promises";
import type { LinkCounters } from "../../proto/gen/tapline/v1/LinkCounters.ts";
import { ask, readNetFile } from "./inside.ts";

/** A NIC has hundreds of counters; those that never tell of a loss are left out. */
const telling =
  /err|drop|discard|miss|fifo|over|crc|frame|length|abort|timeout|fail|nobuf|carrier/i;

/**
 * Counters of the node's interfaces that tell of packets not passed on: the kernel's, the queueing
 * disciplines', and of NICs the driver's own. A counter that has not counted is left out.
 *
 * @param names interfaces that are wanted; those that are not there are left out.
 * @throws {ExecError | SyntaxError} when the queues' cannot be read.
 */
export async function readLinkCounters(
  names: readonly string[],
  signal: AbortSignal,
): Promise<LinkCounters[]> {
  const [devices, queues, drivers] = await Promise.all([
    readNetFile(null, "dev", signal),
    ask(null, ["tc", "-s", "-j", "qdisc", "show"], signal),
    Promise.all(names.map(async (name) => [name, await driverCounters(name, signal)] as const)),
  ]);
  const kernel = parseDeviceCounters(devices);
  const queued = parseQueueDrops(queues);
  return drivers
    .filter(([name]) => kernel.has(name))
    .map(([name, driver]) => ({
      name,
      counters: { ...kernel.get(name), ...queued.get(name), ...driver },
    }));
}

const columns = {
  rx: ["bytes", "packets", "errors", "dropped", "fifo_errors", "frame_errors"],
  tx: ["bytes", "packets", "errors", "dropped", "fifo_errors", "collisions", "carrier_errors"],
} as const;

/** `/proc/net/dev` (proc(5)): eight columns of what is received, then eight of what is sent. */
export function parseDeviceCounters(text: string): Map<string, Record<string, number>> {
  const devices = new Map<string, Record<string, number>>();
  for (const line of text.split("\n")) {
    const [, name = "", rest = ""] = /^\s*(\S+?):\s*(.*)$/.exec(line) ?? [];
    const values = rest.trim().split(/\s+/).map(Number);
    if (name === "" || values.length < 16) continue;
    const counters: Record<string, number> = {};
    for (const [way, from] of [
      ["rx", 0],
      ["tx", 8],
    ] as const) {
      columns[way].forEach((column, at) => {
        const value = values[from + at] ?? 0;
        if (telling.test(column) && value > 0) counters[`${way}_${column}`] = value;
      });
    }
    devices.set(name, counters);
  }
  return devices;
}

/** Only a device of a bus has a driver that counts for itself. */
async function driverCounters(name: string, signal: AbortSignal): Promise<Record<string, number>> {
  const isNic = await access(`/sys/class/net/${name}/device`).then(
    () => true,
    () => false,
  );
  if (!isNic) return {};
  return parseDriverCounters(await ask(null, ["ethtool", "-S", name], signal).catch(() => ""));
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
