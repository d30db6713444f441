import { messageOf } from "../../lib/errors.ts";
import type { Nic } from "../../proto/gen/tapline/v1/Nic.ts";
import type { LinkState } from "../ports/links.ts";
import type { OvsSnapshot } from "../ports/ovs-view.ts";
import { ask } from "./inside.ts";

/** A bond of a few NICs; a node with more of them tells of the first. */
const maxNics = 8;

/** What NIC drivers get wrong with encapsulated packets, by ethtool's names of features. */
const tellingFeatures = [
  "rx-checksumming",
  "tx-checksumming",
  "tcp-segmentation-offload",
  "generic-segmentation-offload",
  "generic-receive-offload",
  "large-receive-offload",
  "tx-udp_tnl-segmentation",
  "tx-udp_tnl-csum-segmentation",
  "hw-tc-offload",
] as const;

/** Driver and offloads of the interfaces by which the node's tunnels leave; never throws. */
export async function readNics(
  links: readonly LinkState[],
  snapshot: OvsSnapshot | null,
  signal: AbortSignal,
): Promise<Nic[]> {
  return Promise.all(uplinkNames(links, snapshot).map((name) => readNic(name, signal)));
}

/**
 * The interface that has the tunnel's address; where that is a bridge of OVS, the interfaces on it;
 * and of a bond its members.
 */
export function uplinkNames(links: readonly LinkState[], snapshot: OvsSnapshot | null): string[] {
  const encaps = (snapshot?.externalIds.get("ovn-encap-ip") ?? "").split(",");
  const carriers = links
    .filter(({ addresses }) => addresses.some((one) => encaps.includes(one.split("/")[0] ?? "")))
    .map(({ name }) => name);
  const onBridges = (snapshot?.interfaces ?? [])
    .filter(({ bridge }) => bridge !== null && carriers.includes(bridge.name))
    .map(({ iface }) => iface.name);
  const above = [...carriers, ...onBridges];
  const members = links.filter(({ master }) => above.includes(master)).map(({ name }) => name);
  const present = new Set(links.map(({ name }) => name));
  return [...new Set([...above, ...members])].filter((name) => present.has(name)).slice(0, maxNics);
}

async function readNic(name: string, signal: AbortSignal): Promise<Nic> {
  try {
    const [driver, features] = await Promise.all([
      ask(null, ["ethtool", "-i", name], signal),
      ask(null, ["ethtool", "-k", name], signal),
    ]);
    return { name, ...parseDriver(driver), offloads: parseFeatures(features), detail: "" };
  } catch (thrown) {
    return { name, driver: "", version: "", firmware: "", offloads: {}, detail: messageOf(thrown) };
  }
}

/** `ethtool -i` (ethtool(8)): lines of "name: value". What it does not name is "". */
export function parseDriver(text: string): Pick<Required<Nic>, "driver" | "version" | "firmware"> {
  const of = (name: string): string =>
    new RegExp(`^${name}:[ \\t]*(\\S.*?)[ \\t]*$`, "m").exec(text)?.[1] ?? "";
  return { driver: of("driver"), version: of("version"), firmware: of("firmware-version") };
}

/** `ethtool -k` (ethtool(8)): lines of "feature: on|off", some of them "[fixed]". */
export function parseFeatures(text: string): Record<string, boolean> {
  const features: Record<string, boolean> = {};
  for (const line of text.split("\n")) {
    const [, name = "", state = ""] = /^\s*(\S+): (on|off)(?: \[.*)?$/.exec(line) ?? [];
    if (tellingFeatures.some((one) => one === name)) features[name] = state === "on";
  }
  return features;
}
