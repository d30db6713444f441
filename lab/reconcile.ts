import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { run } from "../lib/exec.ts";
import { inParallel } from "../lib/in-parallel.ts";
import { reconcileObjects } from "./cluster-objects.ts";
import type { Lab } from "./context.ts";
import { LabError } from "./errors.ts";
import { declaredNetwork, ensureLinks, settleNetns } from "./netns/apply.ts";
import type { VethSpec } from "./netns/declared.ts";
import { reconcileNorthbound } from "./northbound/sync.ts";
import { tellNorthd } from "./northd-control.ts";
import { endOffload } from "./openvswitch/offload.ts";
import { reconcileSwitch } from "./openvswitch/reconcile.ts";
import { bridgeMac, fabricRows, openVswitchRows, physicalBridge } from "./openvswitch/rows.ts";
import { schemaFile } from "./ovn-root.ts";
import {
  databaseServer,
  externalServer,
  nodeDatabase,
  northd,
  ovnController,
  pauseProcess,
  serverProcess,
  virtualSwitch,
} from "./processes/declared.ts";
import { endProcess, ensureProcess } from "./processes/supervise.ts";
import { runOnNode } from "./run-in.ts";
import type { NodeSpec, SwitchHost } from "./topology/specs.ts";
import { askSwitch } from "./unixctl.ts";
import { throwIfInterrupted } from "./wait.ts";

/**
 * Brings everything but ovn-controller and its flows to the declared state, from nothing (`up`) or
 * from whatever was done to it (`clear`). What agrees already stays as it is.
 */
export async function reconcileLab(lab: Lab): Promise<void> {
  const network = declaredNetwork(lab);
  const { made, untouched } = await ensureLinks(lab, network);
  throwIfInterrupted(lab.signal);
  await Promise.all([
    reconcileCentral(lab),
    inParallel(lab.topology.nodes, (node) => reconcileNode(lab, node, made)),
    reconcileFabric(lab, made),
    reconcilePods(lab),
  ]);
  throwIfInterrupted(lab.signal);
  // Switches make and remove interfaces of their hosts.
  const hosts = new Set([lab.topology.fabric, ...lab.topology.nodes].map(({ netns }) => netns));
  await settleNetns(network.specs, new Map([...untouched].filter(([name]) => !hosts.has(name))));
  await reconcileObjects(lab);
}

/**
 * Tells every node the outer MAC address of every other. The userspace datapath loses the first
 * packet into a tunnel while it asks for it, which would look like a fault of the path.
 */
export async function introduceNodes(lab: Lab): Promise<void> {
  const { nodes } = lab.topology;
  await inParallel(nodes, async (node) => {
    for (const other of nodes) {
      if (other === node) continue;
      const neighbour = [physicalBridge, other.encapIp, bridgeMac(other, physicalBridge)];
      await askSwitch(node, "tnl/neigh/set", ...neighbour);
    }
    await askSwitch(node, "revalidator/purge");
  });
}

/** Makes sure that every node has an ovn-controller. */
export async function reconcileControllers(lab: Lab): Promise<void> {
  await inParallel(lab.topology.nodes, (node) => ensureProcess(lab, ovnController(lab, node)));
}

/** Databases and northd, with what NB holds brought to the declared. */
export async function reconcileCentral(
  lab: Lab,
  northbound: () => Promise<unknown> = () => reconcileNorthbound(lab),
): Promise<void> {
  mkdirSync(lab.paths.central, { recursive: true });
  mkdirSync(lab.paths.log, { recursive: true });
  const restarted = await inParallel(["nb", "sb"] as const, async (which) => {
    const file = `${lab.paths.central}/ovn${which}_db.db`;
    await ensureDatabase(file, schemaFile(lab.ovnRoot, which));
    return ensureProcess(lab, databaseServer(lab, which));
  });
  await northbound(); // before northd, which would make a NB_Global row of its own
  // A new one connects at once; the old one would wait out its backoff of up to 8 s.
  if (restarted.includes(true)) await endProcess(lab, northd(lab).name);
  await ensureProcess(lab, northd(lab));
  await tellNorthd(lab, "resume");
}

async function reconcileNode(lab: Lab, node: NodeSpec, made: readonly VethSpec[]): Promise<void> {
  const rows = openVswitchRows(lab.topology, node);
  await reconcileHost(lab, node, made, () => reconcileSwitch(node, rows));
  await keepNeighbours(node);
}

export async function keepNeighbours(node: NodeSpec): Promise<void> {
  // An hour instead of a quarter: an idle lab should not lose the first packet into a tunnel.
  await askSwitch(node, "tnl/neigh/aging", "3600");
}

export async function reconcileFabric(lab: Lab, made: readonly VethSpec[]): Promise<void> {
  const { fabric } = lab.topology;
  const rows = fabricRows(lab.topology);
  await reconcileHost(lab, fabric, made, () => reconcileSwitch(fabric, rows));
}

/** A host's Open vSwitch, with what its database holds brought to the declared. */
export async function reconcileHost(
  lab: Lab,
  node: SwitchHost,
  made: readonly VethSpec[],
  configure: () => Promise<void>,
): Promise<void> {
  mkdirSync(node.runDir, { recursive: true });
  chmodSync(node.runDir, 0o755);
  await ensureDatabase(`${node.runDir}/conf.db`, schemaFile(lab.ovnRoot, "vswitch"));
  const restarted = await ensureProcess(lab, nodeDatabase(lab, node));
  if (restarted) await runOnNode(node, ["ovs-vsctl", "--no-wait", "init"]);
  await endOffload(lab, node);
  await ensureSwitch(lab, node);
  // vswitchd's sockets stay with the interface they were opened on, not with its name.
  const names = made.flatMap(({ a, b }) => [a, b]).filter(({ netns }) => netns === node.netns);
  for (const { name } of names)
    await runOnNode(node, ["ovs-vsctl", "--if-exists", "del-port", name]);
  await configure();
}

/** It may run and answer nobody: a flow that sends packets round in a circle keeps it busy. */
async function ensureSwitch(lab: Lab, node: SwitchHost): Promise<void> {
  const vswitchd = virtualSwitch(lab, node);
  if (await ensureProcess(lab, vswitchd)) return;
  try {
    await askSwitch(node, "version");
  } catch (thrown) {
    if (!(thrown instanceof LabError)) throw thrown;
    await endProcess(lab, vswitchd.name);
    await ensureProcess(lab, vswitchd);
  }
}

export async function reconcilePods(lab: Lab): Promise<void> {
  const { pods, hostPods } = lab.topology;
  await inParallel([...pods, ...hostPods], async (pod) => {
    await ensureProcess(lab, pauseProcess(pod));
    await ensureProcess(lab, serverProcess(pod));
  });
  await inParallel(lab.topology.externals, (external) =>
    ensureProcess(lab, externalServer(external)),
  );
}

async function ensureDatabase(path: string, schema: string): Promise<void> {
  if (!existsSync(path)) await run(["ovsdb-tool", "create", path, schema]);
}
