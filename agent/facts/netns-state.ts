import { networkInterfaces } from "node:os";
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
import { WantedAddresses } from "./sieve/wanted-addresses.ts";
import { readSysctls } from "./sysctls.ts";
import { tunnelPorts } from "./tunnels/ports.ts";

/** A node of a hundred bridges is somebody's testbed: of more ports nothing is read. */
const maxUplinks = 16;

const noRules: FirewallDump = { nftJson: "", iptables: [], problems: [], leftOut: 0 };

export interface StateWish {
  readonly interfaces: readonly string[];
  /** No settings and no sizes of tables: each costs a process. */
  readonly countersOnly: boolean;
  /** Of large firewalls only what concerns these is read; none for all of it. */
  readonly addresses: readonly string[];
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
  const addresses = withOwn(wish.addresses, snapshot);
  const state = await stateOf(null, { ...wish, addresses, interfaces: names }, counters, look);
  return { ...state, ovs: await vswitchd, problems: look.problems };
}

/** What packets carry once they are in a tunnel, or masqueraded. */
function withOwn(asked: readonly string[], snapshot: OvsSnapshot | null): readonly string[] {
  if (asked.length === 0) return [];
  const own = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  const remotes = snapshot === null ? [] : tunnelPorts(snapshot).map(({ remoteIp }) => remoteIp);
  return [
    ...asked,
    ...own.slice(0, maxOwnAddresses).map(({ address }) => address ?? ""),
    ...remotes.slice(0, maxRemotes).map((address) => address ?? ""),
  ];
}

/** Beyond these, rules about a tunnel's ends may be left out: then nothing is said of them. */
const maxOwnAddresses = 256;
const maxRemotes = 1_024;

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
  { interfaces, countersOnly, addresses, signal }: StateWish,
  links: LinkCounters[],
  look: Look,
): Promise<NetnsState> {
  const beganUnixUs = Date.now() * 1_000;
  const wanted = new WantedAddresses(addresses);
  const settings = countersOnly ? Promise.resolve({}) : readSysctls(netns, interfaces, signal);
  const [firewall, protocols, stack, sysctls] = await Promise.all([
    look.at("firewall", readFirewall(netns, signal, wanted), noRules),
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
    rulesLeftOut: firewall.leftOut,
    rulesKeptFor: firewall.leftOut > 0 ? [...wanted.list] : [],
    counters: { ...protocols, ...stack },
    links,
    sysctls,
    problems: look.problems,
  };
}
