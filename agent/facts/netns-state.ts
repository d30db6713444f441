import type { LinkCounters } from "../../proto/gen/tapline/v1/LinkCounters.ts";
import type { NetnsState } from "../../proto/gen/tapline/v1/NetnsState.ts";
import type { Netns } from "../ports/netns-list.ts";
import { integrationBridge, type OvsSnapshot } from "../ports/ovs-view.ts";
import { type FirewallDump, readFirewall } from "./firewall.ts";
import { readLinkCounters } from "./link-counters.ts";
import { Look } from "./look.ts";
import type { NodePlaces } from "./node-facts.ts";
import { readOvsState } from "./ovs-state.ts";
import { readProtocolCounters, readStackCounters } from "./protocol-counters.ts";
import { readSysctls } from "./sysctls.ts";

/** A node of a hundred bridges is somebody's testbed: of more ports nothing is read. */
const maxUplinks = 16;

const noRules: FirewallDump = { nftJson: "", iptables: [], problems: [] };

export interface StateWish {
  readonly interfaces: readonly string[];
  /** No settings and no sizes of tables: each costs a process. */
  readonly countersOnly: boolean;
  readonly signal: AbortSignal;
}

/** What packets change in a pod's namespace; never throws but for an abort. */
export async function podState(netns: Netns, wish: StateWish): Promise<NetnsState> {
  const look = new Look();
  return stateOf(netns, wish, [], look);
}

/** What packets change in the node's own namespace, and in its ovs-vswitchd. */
export async function nodeState(places: NodePlaces, wish: StateWish): Promise<NetnsState> {
  const { ovs, ovsRunDir, ovnRunDir } = places;
  const look = new Look();
  const vswitchd = look.at("vswitchd", readOvsState({ ovsRunDir, ovnRunDir, ...wish }), null);
  const snapshot = await look.at("ovs-database", ovs.snapshot(wish.signal), null);
  const uplinks = snapshot === null ? [] : uplinkPorts(snapshot).slice(0, maxUplinks);
  const names = [...new Set([...wish.interfaces, "ovn0", ...uplinks])];
  const counters = await look.at("counters", readLinkCounters(names, wish.signal), []);
  const state = await stateOf(null, { ...wish, interfaces: names }, counters, look);
  return { ...state, ovs: await vswitchd, problems: look.problems };
}

/** Ports of the bridges that are not ovn-controller's, and those bridges: where tunnels leave. */
function uplinkPorts(snapshot: OvsSnapshot): string[] {
  const inner = integrationBridge(snapshot);
  const names = snapshot.interfaces
    .filter(({ iface, bridge }) => bridge !== null && bridge.name !== inner && iface.type === "")
    .map(({ iface }) => iface.name);
  const bridges = snapshot.bridges.map(({ name }) => name).filter((name) => name !== inner);
  return [...new Set([...names, ...bridges])];
}

async function stateOf(
  netns: Netns | null,
  { interfaces, countersOnly, signal }: StateWish,
  links: LinkCounters[],
  look: Look,
): Promise<NetnsState> {
  const beganUnixUs = Date.now() * 1_000;
  const settings = countersOnly ? Promise.resolve({}) : readSysctls(netns, interfaces, signal);
  const [firewall, protocols, stack, sysctls] = await Promise.all([
    look.at("firewall", readFirewall(netns, signal), noRules),
    look.at("counters", readProtocolCounters(netns, signal), {}),
    readStackCounters(netns, signal),
    look.at("settings", settings, {}),
  ]);
  signal.throwIfAborted();
  for (const problem of firewall.problems) look.note(problem);
  return {
    beganUnixUs,
    endedUnixUs: Date.now() * 1_000,
    nftJson: firewall.nftJson,
    iptables: firewall.iptables,
    ...(firewall.ipsets === undefined ? {} : { ipsets: firewall.ipsets }),
    counters: { ...protocols, ...stack },
    links,
    sysctls,
    problems: look.problems,
  };
}
