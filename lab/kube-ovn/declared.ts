import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { inParallel } from "../../lib/in-parallel.ts";
import type { Lab } from "../context.ts";
import { callApi, fieldAt } from "../kubernetes/call.ts";
import { pathOf } from "../kubernetes/resources.ts";
import { declaredNetns, type NetnsSpec } from "../netns/declared.ts";
import { type Snapshot, takeSnapshot, type Volatile } from "../ovsdb/snapshot.ts";
import { runIn } from "../run-in.ts";
import { allResources } from "./api.ts";
import { asFound } from "./network.ts";

/**
 * The declared state of a lab that Kube-OVN's own programs made: what there was when it was up.
 * Everything that `clear` brings back is brought back to this.
 */
export interface MadeByKubeOvn {
  readonly netns: readonly NetnsSpec[];
  /** `iptables-save` of each node. */
  readonly firewalls: Readonly<Record<string, Firewall>>;
  readonly northbound: Snapshot;
  /** By the name of the node. */
  readonly switches: Readonly<Record<string, Snapshot>>;
  /** Objects as the API server listed them, by kind. */
  readonly objects: Readonly<Record<string, readonly unknown[]>>;
}

export type Firewall = Readonly<Record<(typeof firewallTools)[number], string>>;
export const firewallTools = ["iptables", "ip6tables"] as const;

/** What OVN's daemons write into NB by themselves. */
export const northboundVolatile: Volatile = {
  tables: ["Connection", "SSL"],
  columns: {
    NB_Global: [
      ...["nb_cfg", "nb_cfg_timestamp", "sb_cfg", "sb_cfg_timestamp", "hv_cfg", "hv_cfg_timestamp"],
      ...["connections", "ssl"],
    ],
    Logical_Switch_Port: ["up"],
    BFD: ["status"],
  },
  keys: () => false,
};
/** What ovs-vswitchd and ovn-controller write by themselves. */
export const switchVolatile: Volatile = {
  tables: ["Datapath", "CT_Zone", "CT_Timeout_Policy"],
  columns: {
    Open_vSwitch: [
      ...["cur_cfg", "next_cfg", "ovs_version", "db_version", "datapaths", "datapath_types"],
      ...["iface_types", "dpdk_initialized", "dpdk_version"],
    ],
    Bridge: ["datapath_version"],
    Port: ["bond_active_slave"],
    Interface: ["ofport", "error", "cfm_flap_count"],
  },
  keys: (table, column, key) =>
    /^(ovn-nb-cfg|ct-zone-)/.test(key) ||
    (table === "Open_vSwitch" && column === "other_config" && key.startsWith("ovn-chassis-idx-")),
};

export async function recordMade(lab: Lab, kubeconfig: string): Promise<void> {
  const { nodes, pods } = lab.topology;
  const theirs = new Set([...nodes, ...pods].map(({ netns }) => netns));
  const netns = await inParallel(declaredNetns(lab.topology), async (spec) =>
    theirs.has(spec.name) ? asFound(spec) : spec,
  );
  const firewalls = await inParallel(nodes, async (node) => [node.name, await firewallOf(node)]);
  const switches = await inParallel(nodes, async ({ name, runDir }) => [
    name,
    await takeSnapshot(`${runDir}/db.sock`, "Open_vSwitch", switchVolatile),
  ]);
  const objects = await inParallel(allResources, async (resource) => {
    const { body } = await callApi(kubeconfig, { method: "GET", path: pathOf(resource) });
    return [resource.kind, fieldAt(body, "items")];
  });
  const nb = lab.paths.nbSocket;
  const made: MadeByKubeOvn = {
    netns,
    firewalls: Object.fromEntries(firewalls),
    northbound: await takeSnapshot(nb, "OVN_Northbound", northboundVolatile),
    switches: Object.fromEntries(switches),
    objects: Object.fromEntries(objects),
  };
  writeFileSync(fileOf(lab), JSON.stringify(made));
}

/** Null before the lab was up for the first time. */
export function readMade(lab: Lab): MadeByKubeOvn | null {
  const file = fileOf(lab);
  if (!existsSync(file)) return null;
  return JSON.parse(readFileSync(file, "utf8")) as MadeByKubeOvn; // written above
}

async function firewallOf({ netns }: { readonly netns: string }): Promise<Firewall> {
  const [iptables, ip6tables] = await Promise.all(
    firewallTools.map(async (tool) => (await runIn(netns, [`${tool}-save`])).stdout),
  );
  return { iptables: iptables ?? "", ip6tables: ip6tables ?? "" };
}

function fileOf({ paths }: Lab): string {
  return `${paths.state}/kube-ovn/declared.json`;
}
