import type { Neighbour } from "../../../proto/gen/tapline/v1/Neighbour.ts";
import { ReasonedError } from "../../../proto/reasons/reasoned-error.ts";
import { controlSocket } from "../../openflow/control-socket.ts";
import { parseIpNeighbours } from "../../ports/ip-json.ts";
import type { OvsSnapshot } from "../../ports/ovs-view.ts";
import { askDaemon } from "../appctl.ts";
import { ask } from "../inside.ts";
import { datapathType } from "../vswitchd.ts";
import { tunnelPorts } from "./ports.ts";

/**
 * The MACs to which tunnel packets for the other nodes are sent: the kernel resolves them, or
 * ovs-vswitchd does where its own datapath makes the tunnels. Those that are routed have none.
 *
 * @throws {ExecError | IpJsonError | FlowsError | ReasonedError}
 */
export async function tunnelNeighbours(
  ovsRunDir: string,
  snapshot: OvsSnapshot,
  signal: AbortSignal,
): Promise<Neighbour[]> {
  const remotes = new Set(tunnelPorts(snapshot).map(({ remoteIp }) => remoteIp));
  if (remotes.size === 0) return [];
  const all =
    datapathType(snapshot) === "netdev"
      ? await ofSwitch(ovsRunDir, signal)
      : await ofKernel(signal);
  return all.filter(({ address }) => remotes.has(address ?? ""));
}

async function ofSwitch(ovsRunDir: string, signal: AbortSignal): Promise<Neighbour[]> {
  const socket = await controlSocket(ovsRunDir);
  const { answer, failure } = await askDaemon("ovs-appctl", socket, "tnl/neigh/show", signal);
  if (failure !== null) throw new ReasonedError(failure);
  return parseTunnelNeighbours(answer);
}

async function ofKernel(signal: AbortSignal): Promise<Neighbour[]> {
  const found = parseIpNeighbours(await ask(null, ["ip", "-j", "neigh", "show"], signal));
  return found.map(({ dst, lladdr, state, dev }) => {
    return { address: dst, mac: lladdr, state: state.join(","), device: dev };
  });
}

/**
 * `tnl/neigh/show` of ovs-vswitchd (lib/tnl-neigh-cache.c): two lines of heading, then address, MAC
 * and the bridge that it was learnt on. It does not tell those that were set by hand.
 */
export function parseTunnelNeighbours(text: string): Required<Neighbour>[] {
  return text.split("\n").flatMap((line) => {
    const entry = /^(\S+)\s+((?:[0-9a-f]{2}:){5}[0-9a-f]{2})\s+(\S+)\s*$/i.exec(line);
    const [, address = "", mac = "", device = ""] = entry ?? [];
    return entry === null ? [] : [{ address, mac: mac.toLowerCase(), state: "", device }];
  });
}
