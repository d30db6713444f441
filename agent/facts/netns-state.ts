import type { NetnsState } from "../../proto/gen/tapline/v1/NetnsState.ts";
import type { Netns } from "../ports/netns-list.ts";
import { integrationBridge, type OvsSnapshot } from "../ports/ovs-view.ts";
import { readFirewall } from "./firewall.ts";
import { readLinkCounters } from "./link-counters.ts";
import { Look } from "./look.ts";
import type { NodePlaces } from "./node-facts.ts";
import { readOvsState } from "./ovs-state.ts";
import { readProtocolCounters, readStackCounters } from "./protocol-counters.ts";
import { readSysctls } from "./sysctls.ts";

/** A node of a hundred bridges is somebody's testbed: of more NICs nothing is read. */
const maxNics = 16;

const noRules = { nftJson: "", iptables: [], problems: [] };

/** What packets change in a pod's namespace; never throws but for an abort. */
export function podState(
  netns: Netns,
  interfaces: readonly string[],
  signal: AbortSignal,
): Promise<NetnsState> {
  return stateOf(netns, interfaces, [], new Look(), signal);
}

/** What packets change in the node's own namespace, and in its ovs-vswitchd. */
export async function nodeState(
  places: NodePlaces,
  interfaces: readonly string[],
  signal: AbortSignal,
): Promise<NetnsState> {
  const look = new Look();
  const began = look.at(
    "the counters of ovs-vswitchd",
    readOvsState(places.ovsRunDir, places.ovnRunDir, signal),
    null,
  );
  const snapshot = await look.at("the Open_vSwitch database", places.ovs.snapshot(signal), null);
  const nics = snapshot === null ? [] : uplinkPorts(snapshot).slice(0, maxNics);
  const state = await stateOf(null, [...interfaces, "ovn0", ...nics], nics, look, signal);
  return { ...state, ovs: await began, problems: look.problems };
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
  interfaces: readonly string[],
  nics: readonly string[],
  look: Look,
  signal: AbortSignal,
): Promise<NetnsState> {
  const whose = netns === null ? "the node's" : "the pod's";
  const beganUnixUs = Date.now() * 1_000;
  const names = [...new Set(interfaces)];
  const [firewall, protocols, stack, links, sysctls] = await Promise.all([
    look.at(`${whose} firewall`, readFirewall(netns, signal), noRules),
    look.at(`${whose} counters`, readProtocolCounters(netns, signal), {}),
    readStackCounters(netns, signal),
    look.at(`${whose} interfaces`, readLinkCounters(netns, names, nics, signal), []),
    look.at(`${whose} kernel settings`, readSysctls(netns, names, signal), {}),
  ]);
  signal.throwIfAborted();
  for (const problem of firewall.problems) look.note(problem);
  return {
    beganUnixUs,
    endedUnixUs: Date.now() * 1_000,
    nftJson: firewall.nftJson,
    iptables: firewall.iptables,
    counters: { ...protocols, ...stack },
    links,
    sysctls,
    problems: look.problems,
  };
}
