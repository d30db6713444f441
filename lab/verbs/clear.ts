import { inParallel } from "../../lib/in-parallel.ts";
import { waitForConnectivity } from "../connectivity.ts";
import type { Lab } from "../context.ts";
import { readJournal, startedProcesses } from "../journal.ts";
import { restartKubeOvn, restoreMade, untilNetworkAvailable } from "../kube-ovn/restore.ts";
import { takeLock } from "../lock.ts";
import { registerChassis, sbctl, syncHypervisors } from "../northbound/sync.ts";
import { restorePortConfig } from "../openvswitch/port-config.ts";
import { integrationBridge, physicalBridge } from "../openvswitch/rows.ts";
import { transact } from "../ovsdb/client.ts";
import { ovnController } from "../processes/declared.ts";
import { endProcesses } from "../processes/end.ts";
import { endProcess, pidOf } from "../processes/supervise.ts";
import { continueStopped } from "../processes/sweep.ts";
import { ensureProduct } from "../product.ts";
import { introduceNodes, reconcileControllers, reconcileLab } from "../reconcile.ts";
import { runOnNode } from "../run-in.ts";
import { fabricBridge, providerNetwork } from "../topology/provider-network.ts";
import type { NodeSpec, SwitchHost } from "../topology/specs.ts";
import { askSwitch } from "../unixctl.ts";

/**
 * Brings the whole lab back to its declared state, whatever was done to it.
 *
 * Flows are the one thing that cannot be compared with a declaration: br-int is emptied, and a new
 * ovn-controller fills it.
 */
export async function clear(lab: Lab): Promise<void> {
  const release = takeLock(lab.paths, "clear");
  try {
    const { nodes } = lab.topology;
    continueStopped(lab.name, lab.paths);
    await inParallel(nodes, (node) => endOvnController(lab, node));
    await endFaults(lab);
    await restoreLab(lab);
    await Promise.all([forgetLearned(lab), inParallel(nodes, forgetTraffic), forgetFabric(lab)]);
    await introduceNodes(lab);
    await reconcileControllers(lab);
    if (lab.kubeOvn !== null) await restartKubeOvn(lab, lab.kubeOvn);
    await syncHypervisors(lab);
    await registerChassis(lab);
    await waitForConnectivity(lab);
    if (lab.kubeOvn !== null && lab.kubernetes !== null) {
      await untilNetworkAvailable(lab, lab.kubernetes);
    }
    if (lab.product) await ensureProduct(lab);
  } finally {
    release();
  }
}

/** Without a goodbye where the chassis' row holds what Kube-OVN's controller wrote into it. */
async function endOvnController(lab: Lab, node: NodeSpec): Promise<void> {
  const pid = pidOf(lab, ovnController(lab, node).name);
  if (pid !== undefined) await endProcesses([pid], lab.kubeOvn === null ? "SIGTERM" : "SIGKILL");
}

async function restoreLab(lab: Lab): Promise<void> {
  const { kubeOvn, kubernetes } = lab;
  if (kubeOvn === null || kubernetes === null) await reconcileLab(lab);
  else await restoreMade(lab, kubernetes);
}

/** Programs that a fault started: their names begin with "fault/". */
async function endFaults(lab: Lab): Promise<void> {
  const started = startedProcesses(readJournal(lab.paths.journal));
  const names = started.map(({ name }) => name).filter((name) => name.startsWith("fault/"));
  await inParallel(names, (name) => endProcess(lab, name));
}

/** Flows, ports' OpenFlow state, connections and neighbours of a node's switch. */
async function forgetTraffic(node: NodeSpec): Promise<void> {
  const steps = [
    ["ovs-ofctl", "del-flows", integrationBridge],
    ["ovs-ofctl", "-O", "OpenFlow15", "del-groups", integrationBridge],
    ["ovs-ofctl", "-O", "OpenFlow15", "del-meters", integrationBridge],
  ];
  for (const step of steps) await runOnNode(node, step);
  await askSwitch(node, "dpctl/flush-conntrack");
  await askSwitch(node, "dpctl/ct-set-maxconns", defaultMaxConnections);
  await askSwitch(node, "dpctl/ct-set-limits", `default=${unlimited}`);
  await askSwitch(node, "tnl/neigh/flush");
  await askSwitch(node, "fdb/flush");
  await liftZoneLimits(node);
  await restorePortConfig(node, integrationBridge);
  for (const bridge of [physicalBridge, providerNetwork.bridge]) await switchPlainly(node, bridge);
}

/** Of ovs-vswitchd's own datapath (lib/conntrack.c, DEFAULT_N_CONN_LIMIT). */
const defaultMaxConnections = "3000000";

/** 0 would refuse every connection: once there is a default, ovs-vswitchd takes it as it stands. */
const unlimited = 2 ** 32 - 1;

/** Limits of single zones, which the default leaves as they are. */
async function liftZoneLimits(node: NodeSpec): Promise<void> {
  const limits = await askSwitch(node, "dpctl/ct-get-limits");
  const zones = [...limits.matchAll(/^zone=(\d+),/gm)].map(([, zone]) => zone);
  if (zones.length === 0) return;
  await askSwitch(node, "dpctl/ct-del-limits", `zone=${zones.join(",")}`);
}

async function forgetFabric({ topology }: Lab): Promise<void> {
  await switchPlainly(topology.fabric, fabricBridge);
  await askSwitch(topology.fabric, "fdb/flush");
}

/** A bridge that nobody but its MAC table tells what to do. */
async function switchPlainly(host: SwitchHost, bridge: string): Promise<void> {
  const flows = { input: "priority=0,actions=NORMAL\n" };
  await runOnNode(host, ["ovs-ofctl", "replace-flows", bridge, "-"], flows);
  await restorePortConfig(host, bridge);
}

/** What OVN learned from packets, and chassis that the lab does not have. */
async function forgetLearned(lab: Lab): Promise<void> {
  const declared = new Set(lab.topology.nodes.map(({ systemId }) => systemId));
  const everyRow: unknown[] = [];
  const results = await transact(lab.paths.sbSocket, "OVN_Southbound", [
    { op: "select", table: "Chassis", where: everyRow, columns: ["name"] },
    { op: "delete", table: "MAC_Binding", where: everyRow },
    { op: "delete", table: "FDB", where: everyRow },
  ]);
  const present = (results[0]?.rows ?? []).map(({ name }) => String(name));
  for (const name of present.filter((one) => !declared.has(one))) {
    await sbctl(lab, ["--if-exists", "chassis-del", name]);
  }
}
