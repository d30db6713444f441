import { mkdirSync } from "node:fs";
import { inParallel } from "../../lib/in-parallel.ts";
import type { Lab } from "../context.ts";
import type { KubernetesApi } from "../kubernetes/api.ts";
import { callApi, stringAt } from "../kubernetes/call.ts";
import { ensureServer } from "../kubernetes/cluster.ts";
import { writeAggregatorKubeconfig } from "../kubernetes/reader.ts";
import { ensureLinks, settleNetns } from "../netns/apply.ts";
import { nbctl, syncHypervisors } from "../northbound/sync.ts";
import { reconcileSwitch } from "../openvswitch/reconcile.ts";
import {
  introduceNodes,
  keepNeighbours,
  reconcileCentral,
  reconcileControllers,
  reconcileFabric,
  reconcileHost,
  reconcilePods,
} from "../reconcile.ts";
import type { NodeSpec } from "../topology/specs.ts";
import { throwIfInterrupted } from "../wait.ts";
import {
  applyObject,
  applyStatus,
  ensureRealDefinitions,
  hasCondition,
  untilObject,
} from "./api.ts";
import { ensureFiles } from "./host.ts";
import { writeNodesKubeconfig } from "./kubeconfig.ts";
import { bareNetwork, bareSwitch } from "./network.ts";
import {
  natObjects,
  networkObjects,
  otherObjects,
  ownSubnets,
  registeredNode,
  runningStatus,
  scheduledPod,
} from "./objects.ts";
import { ensureSandboxes, plugPods } from "./plug.ts";
import { ensureController, ensureDaemons, ensureRelays } from "./processes.ts";
import type { KubeOvn } from "./programs.ts";

/**
 * Builds the lab with Kube-OVN's own programs: the lab gives the nodes, the fabric, the databases
 * and the objects, and Kube-OVN writes NB, br-int and what is on the nodes and in the pods.
 */
export async function buildWithKubeOvn(
  lab: Lab,
  kubeOvn: KubeOvn,
  api: KubernetesApi,
): Promise<void> {
  const { topology } = lab;
  mkdirSync(`${lab.paths.state}/kube-ovn`, { recursive: true });
  await buildMachines(lab);
  const kubeconfig = await buildCluster(lab, kubeOvn, api);
  lab.say("Kube-OVN's controller and daemons start");
  await ensureController(lab, kubeOvn);
  await inParallel(topology.nodes, (node) =>
    untilObject(lab, kubeconfig, registeredNode(topology, node), hasPortName),
  );
  await ensureDaemons(lab, kubeOvn);
  for (const object of networkObjects(topology)) await applyObject(kubeconfig, object);
  await inParallel(ownSubnets(topology), ({ name }) =>
    untilObject(lab, kubeconfig, { kind: "Subnet", metadata: { name } }, (subnet) =>
      hasCondition(subnet, "Ready"),
    ),
  );
  throwIfInterrupted(lab.signal);
  await buildPods(lab, kubeOvn, kubeconfig);
  const objects = [...otherObjects(topology), ...natObjects(topology)];
  for (const object of objects) await applyObject(kubeconfig, object);
  await syncHypervisors(lab, 60);
}

/** Namespaces, cables, databases, switches, an ovn-controller on each node. */
async function buildMachines(lab: Lab): Promise<void> {
  const { topology } = lab;
  const network = bareNetwork(topology);
  const { made, untouched } = await ensureLinks(lab, network);
  throwIfInterrupted(lab.signal);
  await Promise.all([
    reconcileCentral(lab, () => initNorthbound(lab)),
    reconcileFabric(lab, made),
    inParallel(topology.nodes, async (node) => {
      const rows = bareSwitch(topology, node);
      await reconcileHost(lab, node, made, () => reconcileSwitch(node, rows));
      await keepNeighbours(node);
      await ensureFiles(lab, node);
    }),
  ]);
  throwIfInterrupted(lab.signal);
  const hosts = new Set([topology.fabric, ...topology.nodes].map(({ netns }) => netns));
  const known = new Map([...untouched].filter(([name]) => !hosts.has(name)));
  await settleNetns(network.specs, known);
  await introduceNodes(lab);
  await reconcileControllers(lab);
}

/** What Kube-OVN's image sets when it starts the databases (dist/images/start-db.sh). */
async function initNorthbound(lab: Lab): Promise<void> {
  await nbctl(lab, ["init"]);
  const options = ["use_logical_dp_groups=true", "inactivity_probe=60000"];
  options.push("northd_probe_interval=5000");
  await nbctl(lab, ["set", "NB_Global", ".", ...options.map((option) => `options:${option}`)]);
}

/** The API server with Kube-OVN's kinds and the nodes. */
async function buildCluster(lab: Lab, kubeOvn: KubeOvn, api: KubernetesApi): Promise<string> {
  const kubeconfig = await ensureServer(lab, api);
  await ensureRealDefinitions(lab, kubeOvn, kubeconfig);
  await writeAggregatorKubeconfig(lab, kubeconfig);
  writeNodesKubeconfig(lab, kubeconfig);
  await ensureRelays(lab, kubeconfig);
  await inParallel(lab.topology.nodes, (node) => register(lab, kubeconfig, node));
  return kubeconfig;
}

async function register(lab: Lab, kubeconfig: string, node: NodeSpec): Promise<void> {
  const object = registeredNode(lab.topology, node);
  const { spec: _spec, ...created } = object;
  await applyObject(kubeconfig, { ...created, spec: {} });
  // The API server taints what registers; no controller here takes that off.
  const { name } = object.metadata;
  const path = `/api/v1/nodes/${name}`;
  await callApi(kubeconfig, { method: "PATCH", path, body: { spec: { taints: null } } });
}

function hasPortName(node: unknown): boolean {
  return stringAt(node, "metadata", "annotations", "ovn.kubernetes.io/port_name") !== undefined;
}

async function buildPods(lab: Lab, kubeOvn: KubeOvn, kubeconfig: string): Promise<void> {
  const { topology } = lab;
  await ensureSandboxes(lab);
  for (const pod of topology.pods) await applyObject(kubeconfig, scheduledPod(topology, pod));
  await plugPods(lab, kubeOvn, kubeconfig);
  await reconcilePods(lab);
  await inParallel(topology.pods, (pod) => {
    const { namespace, name } = pod;
    const reference = { kind: "Pod", metadata: { namespace, name } };
    return applyStatus(kubeconfig, reference, runningStatus(topology, pod));
  });
}
