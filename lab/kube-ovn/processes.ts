import { existsSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { inParallel } from "../../lib/in-parallel.ts";
import type { Lab } from "../context.ts";
import { LabError } from "../errors.ts";
import { serviceRanges } from "../kubernetes/assets.ts";
import { readKubeconfig } from "../kubernetes/kubeconfig.ts";
import { centralNetns } from "../names.ts";
import { physicalBridge } from "../openvswitch/rows.ts";
import {
  endProcess,
  ensureProcess,
  logPathOf,
  logTail,
  type ProcessSpec,
  pidOf,
} from "../processes/supervise.ts";
import type { NodeSpec } from "../topology/specs.ts";
import { blocksOf, centralIp, subnetNamed } from "../topology/topology.ts";
import { waitUntil } from "../wait.ts";
import { onNode } from "./host.ts";
import { apiPort, nodesKubeconfig } from "./kubeconfig.ts";
import { type KubeOvn, programOf } from "./programs.ts";

/** Kube-OVN's programs, with the flags and the environment that its manifests give them. */

const startMs = 60_000;
export const controllerName = "kube-ovn/controller";
const network = ["--network-type=geneve", `--service-cluster-ip-range=${serviceRanges}`] as const;

export function daemonName(node: NodeSpec): string {
  return `${node.name}/kube-ovn-daemon`;
}

/** The API server is on the machine's loopback; the nodes know it under the central address. */
export async function ensureRelays(lab: Lab, kubeconfig: string): Promise<void> {
  const script = fileURLToPath(new URL("../programs/relay.js", import.meta.url));
  const socket = `unix:${lab.paths.state}/kube-ovn/api.sock`;
  const { hostname, port } = readKubeconfig(kubeconfig).server;
  const hops = [
    ["kubernetes/relay", null, socket, `tcp:${hostname}:${port}`],
    ["central/api-relay", centralNetns(lab.name), `tcp:${centralIp}:${apiPort}`, socket],
  ] as const;
  for (const [name, netns, listen, target] of hops) {
    const argv = [process.execPath, script, listen, target];
    await ensureProcess(lab, { name, netns, argv, exactArguments: true });
  }
}

/** Starts the controller, unless it runs, and waits until it works. */
export async function ensureController(lab: Lab, kubeOvn: KubeOvn): Promise<void> {
  const log = logPathOf(lab, controllerName);
  const before = existsSync(log) ? readFileSync(log, "utf8").length : 0;
  const [node] = lab.topology.nodes;
  if (node === undefined) throw new RangeError("Cannot start a controller: the lab has no node");
  if (!(await ensureProcess(lab, controller(lab, kubeOvn, node)))) return;
  await waitUntil(
    "kube-ovn-controller to work",
    async () => {
      if (pidOf(lab, controllerName) === undefined) throw ended(controllerName, log);
      return readFileSync(log, "utf8").slice(before).includes("Starting workers");
    },
    { timeoutMs: startMs, everyMs: 200, signal: lab.signal },
  );
}

/** Starts the daemons that do not run, and waits until each takes requests of the CNI plugin. */
export async function ensureDaemons(lab: Lab, kubeOvn: KubeOvn): Promise<void> {
  await inParallel(lab.topology.nodes, async (node) => {
    const socket = `${node.runDir}/kube-ovn-daemon.sock`;
    // The socket of one that was killed would pass for the new one's.
    if (pidOf(lab, daemonName(node)) === undefined) rmSync(socket, { force: true });
    await ensureProcess(lab, daemon(lab, kubeOvn, node));
    const isReady = async (): Promise<boolean> => {
      const name = daemonName(node);
      if (pidOf(lab, name) === undefined) throw ended(name, logPathOf(lab, name));
      return existsSync(socket);
    };
    await waitUntil(`the CNI daemon of ${node.name}`, isReady, {
      timeoutMs: startMs,
      everyMs: 100,
      signal: lab.signal,
    });
  });
}

function ended(name: string, log: string): LabError {
  const message = `${name} ended; ${log} ends with\n${logTail(log)}`;
  return new LabError({ code: "DIED", process: name }, message);
}

/** Its lease goes with it (client-go leaderelection, ReleaseOnCancel). */
export async function endController(lab: Lab): Promise<void> {
  await endProcess(lab, controllerName);
}

function controller(lab: Lab, kubeOvn: KubeOvn, node: NodeSpec): ProcessSpec {
  const { join } = lab.topology;
  const database = (port: number): string => `tcp:[${centralIp}]:${port}`;
  return {
    name: controllerName,
    netns: node.netns,
    argv: onNode(lab, node, [
      programOf(kubeOvn, "kube-ovn-controller"),
      `--kubeconfig=${nodesKubeconfig(lab)}`,
      `--ovn-nb-addr=${database(6641)}`,
      `--ovn-sb-addr=${database(6642)}`,
      `--default-cidr=${cidrs(subnetNamed(lab.topology, "ovn-default"))}`,
      `--node-switch-cidr=${cidrs(join)}`,
      ...network,
      "--enable-eip-snat=true",
      "--logtostderr=true",
    ]),
    env: { ...environment(lab, node, "kube-ovn-controller-0"), KUBE_NAMESPACE: "kube-system" },
  };
}

function daemon(lab: Lab, kubeOvn: KubeOvn, node: NodeSpec): ProcessSpec {
  return {
    name: daemonName(node),
    netns: node.netns,
    argv: onNode(lab, node, [
      programOf(kubeOvn, "kube-ovn-daemon"),
      `--kubeconfig=${nodesKubeconfig(lab)}`,
      "--ovs-socket=/run/openvswitch/db.sock",
      "--bind-socket=/run/openvswitch/kube-ovn-daemon.sock",
      `--iface=${physicalBridge}`,
      ...network,
      "--logtostderr=true",
    ]),
    env: environment(lab, node, `kube-ovn-cni-${node.name}`),
  };
}

type Blocks = Parameters<typeof blocksOf>[0];

function cidrs(subnet: Blocks): string {
  return blocksOf(subnet)
    .map(({ cidr }) => cidr)
    .join(",");
}

function environment(lab: Lab, node: NodeSpec, pod: string): Record<string, string> {
  return {
    KUBECONFIG: nodesKubeconfig(lab),
    NODE_NAME: node.name,
    KUBE_NODE_NAME: node.name,
    POD_NAME: pod,
    POD_NAMESPACE: "kube-system",
    POD_IP: node.ip,
    POD_IPS: `${node.ip},${node.ip6}`,
    OVN_DB_IPS: centralIp,
    ENABLE_SSL: "false",
  };
}
