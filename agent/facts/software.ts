import type { NodePlaces } from "./node-facts.ts";
import { ovnControllerFacts } from "./ovn-controller.ts";
import { vswitchdFacts } from "./vswitchd.ts";

/** What runs on the node; "" where it does not run, or does not say. */
export interface Software {
  readonly ovsVersion: string;
  readonly ovnVersion: string;
  readonly datapathType: string;
}

/** Asks the daemons; never throws. */
export async function readSoftware(places: NodePlaces, signal: AbortSignal): Promise<Software> {
  const snapshot = await places.ovs.snapshot(signal).catch(() => null);
  const [vswitchd, ovnController] = await Promise.all([
    vswitchdFacts(places.ovsRunDir, snapshot, signal).catch(() => null),
    ovnControllerFacts(places.ovnRunDir, signal).catch(() => null),
  ]);
  return {
    ovsVersion: vswitchd?.version ?? "",
    ovnVersion: ovnController?.version ?? "",
    datapathType: vswitchd?.datapathType ?? "",
  };
}

export function isSameSoftware(one: Software, other: Software): boolean {
  return (
    one.ovsVersion === other.ovsVersion &&
    one.ovnVersion === other.ovnVersion &&
    one.datapathType === other.datapathType
  );
}
