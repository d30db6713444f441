import { release } from "node:os";
import type { NodeFacts } from "../../proto/gen/tapline/v1/NodeFacts.ts";
import type { OvnControllerFacts } from "../../proto/gen/tapline/v1/OvnControllerFacts.ts";
import { readLinks } from "../ports/links.ts";
import type { OvsSnapshot, OvsSource } from "../ports/ovs-view.ts";
import { Look } from "./look.ts";
import { readNics } from "./nics.ts";
import { ovnControllerFacts } from "./ovn-controller.ts";
import { tunnelNeighbours } from "./tunnels/neighbours.ts";
import { tunnelPorts } from "./tunnels/ports.ts";
import { vswitchdFacts } from "./vswitchd.ts";

/** Where the node's OVS and OVN are. */
export interface NodePlaces {
  readonly ovs: OvsSource;
  readonly ovsRunDir: string;
  readonly ovnRunDir: string;
}

function bridgePorts({ interfaces }: OvsSnapshot): NodeFacts["bridgePorts"] & object {
  return interfaces.flatMap(({ iface, bridge }) =>
    bridge === null ? [] : [{ bridge: bridge.name, interface: iface.name }],
  );
}

/** What is true of the node apart from its pods; never throws but for an abort. */
export async function nodeFacts(places: NodePlaces, signal: AbortSignal): Promise<NodeFacts> {
  const { ovs, ovsRunDir, ovnRunDir } = places;
  const look = new Look();
  const snapshotLook = look.at("ovs-database", ovs.snapshot(signal), null);
  const [links, ovnController, vswitchd, neighbours, snapshot] = await Promise.all([
    look.at("links", readLinks(null, signal), []),
    look.at<OvnControllerFacts | null>(
      "ovn-controller",
      ovnControllerFacts(ovnRunDir, signal),
      null,
    ),
    snapshotLook.then((snapshot) =>
      look.at("vswitchd", vswitchdFacts(ovsRunDir, snapshot, signal), null),
    ),
    snapshotLook.then((snapshot) =>
      snapshot === null
        ? []
        : look.at("neighbours", tunnelNeighbours(ovsRunDir, snapshot, signal), []),
    ),
    snapshotLook,
  ]);
  const nics = await readNics(links, snapshot, signal);
  signal.throwIfAborted();
  return {
    links,
    ovnController,
    vswitchd,
    externalIds: Object.fromEntries(snapshot?.externalIds ?? []),
    tunnels: snapshot === null ? [] : tunnelPorts(snapshot),
    bridgePorts: snapshot === null ? [] : bridgePorts(snapshot),
    nics,
    tunnelNeighbours: neighbours,
    problems: look.problems,
    kernel: release(),
  };
}
