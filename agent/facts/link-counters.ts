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
  const queued = parseQueues(queues);
  const present = drivers.filter(([name]) => kernel.has(name));
  return Promise.all(
    present.map(async ([name, driver]) => {
      const { counters, disciplines } = queued.get(name) ?? noQueues;
      const policed = disciplines.includes("ingress") ? await policerCounters(name, signal) : {};
      return {
        name,
        counters: { ...kernel.get(name), ...counters, ...policed, ...driver },
        disciplines,
      };
    }),
  );
}

const noQueues: QueueState = { counters: {}, disciplines: [] };

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

export interface QueueState {
  readonly counters: Record<string, number>;
  /** Kinds: "htb", "noqueue" … */
  readonly disciplines: string[];
}

/**
 * `tc -s -j qdisc show` (tc(8)), by interface, each the sum over its disciplines: "qdisc_dropped",
 * "shaper_overlimits" for how often a packet had to wait, "shaper_waiting" for how many do now.
 */
export function parseQueues(text: string): Map<string, QueueState> {
  const queues: readonly Discipline[] = JSON.parse(text);
  const states = new Map<string, QueueState>();
  for (const { dev, kind, drops, overlimits, qlen } of queues) {
    if (dev === undefined) continue;
    const state = states.get(dev) ?? { counters: {}, disciplines: [] };
    states.set(dev, state);
    state.disciplines.push(kind ?? "");
    if (kind === "noqueue") continue;
    const { counters } = state;
    counters.qdisc_dropped = (counters.qdisc_dropped ?? 0) + (drops ?? 0);
    if (overlimits) counters.shaper_overlimits = (counters.shaper_overlimits ?? 0) + overlimits;
    if (qlen) counters.shaper_waiting = (counters.shaper_waiting ?? 0) + qlen;
  }
  return states;
}

interface Discipline {
  readonly dev?: string;
  readonly kind?: string;
  readonly drops?: number;
  readonly overlimits?: number;
  readonly qlen?: number;
}

/** What a limit on packets that come in drops, before anything of the kernel's own sees them. */
async function policerCounters(name: string, signal: AbortSignal): Promise<Record<string, number>> {
  const vector = ["tc", "-s", "filter", "show", "dev", name, "ingress"];
  return parsePolicers(await ask(null, vector, signal).catch(() => ""));
}

/**
 * `tc -s filter show` (tc-police(8)): "Sent 840 bytes 10 pkt (dropped 3, overlimits 3 …)", once for
 * each action. Nothing where there is none.
 */
export function parsePolicers(text: string): Record<string, number> {
  const drops = [...text.matchAll(/\(dropped (\d+), overlimits (\d+)/g)].map(([, count]) => count);
  if (drops.length === 0) return {};
  return { policer_dropped: drops.reduce((sum, count) => sum + Number(count), 0) };
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
