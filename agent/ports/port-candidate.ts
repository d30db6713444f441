import { type Reason, reason } from "../../proto/reasons/index.ts";
import type { LinkState } from "./links.ts";
import type { NodeLinks } from "./node-links.ts";
import { integrationBridge, type OvsSnapshot, type PluggedInterface } from "./ovs-view.ts";

/** Something on this node that may be a pod's port, before its namespace is known. */
export interface PortCandidate {
  /** Interface external_ids:iface-id, "" without one. */
  readonly ifaceId: string;
  /** Null for a veth that is on no bridge. */
  readonly plugged: PluggedInterface | null;
  /** The device of that name in the node's namespace; null when there is none. */
  readonly hostLink: LinkState | null;
}

/** Types of Interface that never lead to a pod (ovs-vswitchd.conf.db(5)). */
const otherTypes = new Set(["patch", "geneve", "vxlan", "stt", "gre", "ip6gre", "erspan"]);

/**
 * Everything that may be a pod's port: what has an iface-id, what is on the integration bridge and
 * has its other end elsewhere (an iface-id that was taken away), and veths of kube-ovn's form of
 * name that are on no bridge (generateNicName of kube-ovn's pkg/daemon/ovs_linux.go).
 */
export function portCandidates(snapshot: OvsSnapshot, node: NodeLinks): PortCandidate[] {
  const bridge = integrationBridge(snapshot);
  const plugged = snapshot.interfaces
    .filter(({ iface }) => !otherTypes.has(iface.type))
    .map((entry) => ({
      ifaceId: entry.iface.externalIds.get("iface-id") ?? "",
      plugged: entry,
      hostLink: node.named(entry.iface.name),
    }))
    .filter(({ ifaceId, plugged, hostLink }) => {
      const isForeign = (hostLink?.peerNetnsId ?? null) !== null;
      return ifaceId !== "" || (plugged.bridge?.name === bridge && isForeign);
    });
  const names = new Set(snapshot.interfaces.map(({ iface }) => iface.name));
  const unplugged = node.links
    .filter((link) => link.name.endsWith("_h") && link.peerNetnsId !== null)
    .filter((link) => !names.has(link.name))
    .map((link) => ({ ifaceId: "", plugged: null, hostLink: link }));
  return [...plugged, ...unplugged];
}

/** What the Open_vSwitch database itself has wrong. */
export function snapshotProblems(snapshot: OvsSnapshot): Reason[] {
  const namesOf = new Map<string, string[]>();
  for (const { iface } of snapshot.interfaces) {
    const id = iface.externalIds.get("iface-id") ?? "";
    if (id !== "") namesOf.set(id, [...(namesOf.get(id) ?? []), iface.name]);
  }
  const duplicates = [...namesOf]
    .filter(([, names]) => names.length > 1)
    .map(([id, interfaces]) => reason("IFACE_ID_ON_SEVERAL", { id, interfaces }));
  const errors = snapshot.interfaces
    .filter(({ iface }) => iface.error !== "")
    .map(({ iface: { name, error } }) =>
      reason("INTERFACE_HAS_ERROR", { interface: name, said: error }),
    );
  const bonds = snapshot.interfaces
    .filter(({ iface, port }) => iface.externalIds.has("iface-id") && isShared(port))
    .map(({ iface, port }) =>
      reason("INTERFACE_SHARES_PORT", { interface: iface.name, port: port?.name ?? "" }),
    );
  return [...duplicates, ...errors, ...bonds];
}

function isShared(port: PluggedInterface["port"]): boolean {
  return port !== null && port.interfaces.length > 1;
}
