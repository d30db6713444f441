import { inParallel } from "../../lib/in-parallel.ts";
import type { Lab } from "../context.ts";
import type { KubernetesApi } from "../kubernetes/api.ts";
import { ensureServer } from "../kubernetes/cluster.ts";
import { ensureLinks, settleNetns } from "../netns/apply.ts";
import { declaredVeths } from "../netns/declared.ts";
import { untilApplied } from "../openvswitch/reconcile.ts";
import { restoreSnapshot, type Snapshot } from "../ovsdb/snapshot.ts";
import {
  keepNeighbours,
  reconcileCentral,
  reconcileFabric,
  reconcileHost,
  reconcilePods,
} from "../reconcile.ts";
import { runIn } from "../run-in.ts";
import type { NodeSpec } from "../topology/specs.ts";
import { hasCondition, untilObject } from "./api.ts";
import {
  firewallTools,
  type MadeByKubeOvn,
  northboundVolatile,
  readMade,
  switchVolatile,
} from "./declared.ts";
import { ensureFiles } from "./host.ts";
import { ensureController, ensureDaemons, ensureRelays } from "./processes.ts";
import type { KubeOvn } from "./programs.ts";
import { restoreObjects } from "./restore-objects.ts";

/** Brings everything but Kube-OVN's programs and the flows back to what it was after `up`. */
export async function restoreMade(lab: Lab, api: KubernetesApi): Promise<void> {
  const { topology, paths } = lab;
  const made = readMade(lab);
  if (made === null) throw new RangeError("Cannot restore the lab: it was never complete");
  const kubeconfig = await ensureServer(lab, api);
  await ensureRelays(lab, kubeconfig);
  const network = { specs: made.netns, veths: declaredVeths(topology) };
  const { made: veths, untouched } = await ensureLinks(lab, network);
  await Promise.all([
    reconcileCentral(lab, () =>
      restoreSnapshot(paths.nbSocket, "OVN_Northbound", made.northbound, northboundVolatile),
    ),
    reconcileFabric(lab, veths),
    inParallel(topology.nodes, async (node) => {
      const rows = made.switches[node.name] ?? {};
      await reconcileHost(lab, node, veths, () => restoreSwitch(node, rows));
      await keepNeighbours(node);
      await ensureFiles(lab, node);
    }),
    reconcilePods(lab),
  ]);
  const hosts = new Set([topology.fabric, ...topology.nodes].map(({ netns }) => netns));
  await settleNetns(made.netns, new Map([...untouched].filter(([name]) => !hosts.has(name))));
  await inParallel(topology.nodes, (node) => restoreFirewall(node, made));
  await restoreObjects(kubeconfig, made.objects);
}

/** Starts those of Kube-OVN's programs that a fault ended. */
export async function restartKubeOvn(lab: Lab, kubeOvn: KubeOvn): Promise<void> {
  await ensureController(lab, kubeOvn);
  await ensureDaemons(lab, kubeOvn);
}

/** The daemon says that a node has no network for as long as its gateway does not answer. */
export async function untilNetworkAvailable(
  lab: Lab,
  { kubeconfig }: KubernetesApi,
): Promise<void> {
  await inParallel(lab.topology.nodes, ({ name }) => {
    const node = { kind: "Node", metadata: { name } };
    return untilObject(lab, kubeconfig, node, (object) => {
      return !hasCondition(object, "NetworkUnavailable");
    });
  });
}

async function restoreSwitch(node: NodeSpec, rows: Snapshot): Promise<void> {
  await restoreSnapshot(`${node.runDir}/db.sock`, "Open_vSwitch", rows, switchVolatile);
  await untilApplied(node);
}

/** Sets of addresses stay: nothing here changes them. */
async function restoreFirewall({ name, netns }: NodeSpec, made: MadeByKubeOvn): Promise<void> {
  for (const tool of firewallTools) {
    const input = made.firewalls[name]?.[tool] ?? "";
    if (input !== "") await runIn(netns, [`${tool}-restore`], { input });
  }
}
