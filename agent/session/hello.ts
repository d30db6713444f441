import { readFile } from "node:fs/promises";
import type { Hello } from "../../proto/gen/tapline/v1/Hello.ts";
import type { NodePlaces } from "../facts/node-facts.ts";
import { ovnControllerFacts } from "../facts/ovn-controller.ts";
import { vswitchdFacts } from "../facts/vswitchd.ts";

/** Longer than a daemon's answer takes; an agent that only cannot ask must still say hello. */
const askTimeoutMs = 1_500;

/** Who this agent is, as the first message of a session says it; what cannot be had is empty. */
export async function makeHello(node: string, version: string, places: NodePlaces): Promise<Hello> {
  const signal = AbortSignal.timeout(askTimeoutMs);
  const snapshot = await places.ovs.snapshot(signal).catch(() => null);
  const [vswitchd, ovnController, bootId] = await Promise.all([
    vswitchdFacts(places.ovsRunDir, snapshot, signal).catch(() => null),
    ovnControllerFacts(places.ovnRunDir, signal).catch(() => null),
    readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => ""),
  ]);
  return {
    node,
    version,
    ovsVersion: vswitchd?.version ?? "",
    ovnVersion: ovnController?.version ?? "",
    datapathType: vswitchd?.datapathType ?? "",
    bootId: bootId.trim(),
    clockUnixMs: Date.now(),
  };
}
