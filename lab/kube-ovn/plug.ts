import { existsSync } from "node:fs";
import { run } from "../../lib/exec.ts";
import { inParallel } from "../../lib/in-parallel.ts";
import type { Lab } from "../context.ts";
import { appendJournal } from "../journal.ts";
import { callApi, stringAt } from "../kubernetes/call.ts";
import { netnsPath } from "../names.ts";
import { ipBatch, runIn } from "../run-in.ts";
import type { NicSpec, NodeSpec, PodSpec } from "../topology/specs.ts";
import { subnetNamed } from "../topology/topology.ts";
import { waitUntil } from "../wait.ts";
import { onNode } from "./host.ts";
import { networkConfig } from "./objects.ts";
import { type KubeOvn, programOf } from "./programs.ts";

const addressMs = 60_000;
/** The daemon waits for the port to be up, and for the gateway to answer. */
const pluginMs = 90_000;

/** Makes the sandboxes' networks as a container runtime does, through the CNI plugin. */
export async function plugPods(lab: Lab, kubeOvn: KubeOvn, kubeconfig: string): Promise<void> {
  await inParallel(lab.topology.pods, async (pod) => {
    for (const nic of [pod, ...pod.attachments]) {
      await waitForAddress(lab, kubeconfig, pod, nic);
      await plug(lab, kubeOvn, pod, nic);
      await runIn(pod.netns, ["ethtool", "-K", nic.interface, "tx", "off"]);
    }
  });
}

/** The namespaces of all pods, before there is anything in them. */
export async function ensureSandboxes(lab: Lab): Promise<void> {
  for (const { netns } of lab.topology.pods) {
    if (existsSync(netnsPath(netns))) continue;
    appendJournal(lab.paths.journal, { kind: "netns", name: netns });
    await run(["ip", "netns", "add", netns]);
    await ipBatch(netns, ["link set lo up"]);
  }
}

/** Until the controller has given the interface the address that the pod asks for. */
async function waitForAddress(
  lab: Lab,
  kubeconfig: string,
  pod: PodSpec,
  nic: NicSpec,
): Promise<void> {
  const { provider } = subnetNamed(lab.topology, nic.subnet);
  const path = `/api/v1/namespaces/${pod.namespace}/pods/${pod.name}`;
  await waitUntil(
    `an address for ${pod.name} ${nic.interface}`,
    async () => {
      const { body } = await callApi(kubeconfig, { method: "GET", path });
      const key = `${provider}.kubernetes.io/allocated`;
      return stringAt(body, "metadata", "annotations", key) === "true";
    },
    { timeoutMs: addressMs, everyMs: 200, signal: lab.signal },
  );
}

async function plug(lab: Lab, kubeOvn: KubeOvn, pod: PodSpec, nic: NicSpec): Promise<void> {
  const node = nodeOf(lab, pod);
  const { provider } = subnetNamed(lab.topology, nic.subnet);
  const config = provider === "ovn" ? networkConfig : { ...networkConfig, provider };
  const { namespace, name, containerId, netns } = pod;
  const args = [
    "IgnoreUnknown=1",
    `K8S_POD_NAMESPACE=${namespace}`,
    `K8S_POD_NAME=${name}`,
    `K8S_POD_INFRA_CONTAINER_ID=${containerId}`,
  ];
  await run(onNode(lab, node, [programOf(kubeOvn, "kube-ovn")]), {
    input: JSON.stringify(config),
    timeoutMs: pluginMs,
    signal: lab.signal,
    env: {
      CNI_COMMAND: "ADD",
      CNI_CONTAINERID: containerId,
      CNI_NETNS: `/var/run/netns/${netns}`,
      CNI_IFNAME: nic.interface,
      CNI_PATH: kubeOvn.folder,
      CNI_ARGS: args.join(";"),
    },
  });
}

function nodeOf({ topology }: Lab, pod: PodSpec): NodeSpec {
  const node = topology.nodes.find(({ name }) => name === pod.node);
  if (node === undefined) throw new RangeError(`Cannot find node ${pod.node} of ${pod.name}`);
  return node;
}
