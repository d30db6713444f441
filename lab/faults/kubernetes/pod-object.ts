import { putObject } from "../../cluster-objects.ts";
import { podObject } from "../../manifests/kubernetes.ts";
import type { Manifest } from "../../manifests/manifest.ts";
import { nbctl } from "../../northbound/sync.ts";
import { podProcess } from "../../processes/declared.ts";
import { endProcess } from "../../processes/supervise.ts";
import { ipBatch, runOnNode } from "../../run-in.ts";
import { nicsOf } from "../../topology/topology.ts";
import { expectation, type Fault, type FaultPath, fromAToB } from "../fault.ts";

/** Pods that Kubernetes does not run, or not yet, as an API server tells of them. */
export const podObjectFaults: readonly Fault[] = [
  {
    ...fromAToB,
    name: "pod-ended",
    summary: "the destination pod was evicted: its address and its interface are gone",
    expect: expectation("control-plane", "request", "POD_NOT_RUNNING"),
    inject: async (path) => {
      await takeNetwork(path);
      await nbctl(path.lab, ["--wait=hv", "lsp-del", path.destination.logicalPort]);
      const { status } = declared(path);
      await writePod(path, {
        status: { ...status, phase: "Failed", reason: "Evicted", conditions: notReady() },
      });
    },
  },
  {
    ...fromAToB,
    name: "pod-not-scheduled",
    summary: "no node takes the destination pod",
    expect: expectation("control-plane", "request", "POD_NOT_RUNNING"),
    inject: async (path) => {
      await takeNetwork(path);
      await nbctl(path.lab, ["--wait=hv", "lsp-del", path.destination.logicalPort]);
      const { nodeName: _nodeName, ...spec } = declared(path).spec;
      const unscheduled = { type: "PodScheduled", status: "False", reason: "Unschedulable" };
      const status = { phase: "Pending", conditions: [unscheduled] };
      await writePod(path, { spec, annotations: {}, status });
    },
  },
  {
    ...fromAToB,
    name: "pod-without-address",
    summary: "Kube-OVN has allocated no address to the destination pod",
    expect: expectation("control-plane", "request", "POD_NETWORK_NOT_READY"),
    inject: async (path) => {
      await takeNetwork(path);
      await nbctl(path.lab, ["--wait=hv", "lsp-del", path.destination.logicalPort]);
      await writePod(path, { annotations: {}, status: creating() });
    },
  },
  {
    ...fromAToB,
    name: "pod-not-routed",
    summary: "the destination pod has an address, and kube-ovn-cni has not set up its interface",
    expect: expectation("control-plane", "request", "POD_NETWORK_NOT_READY"),
    inject: async (path) => {
      await takeNetwork(path);
      const key = "ovn.kubernetes.io/routed";
      const { [key]: _routed, ...annotations } = declared(path).metadata.annotations ?? {};
      await writePod(path, { annotations, status: creating() });
    },
  },
  {
    ...fromAToB,
    name: "pod-crash-loop",
    protocols: ["tcp", "udp"],
    summary: "the destination pod's container starts and ends again and again",
    expect: expectation("destination-pod", "request", "PORT_NOT_LISTENING"),
    inject: async (path) => {
      const { lab, destination } = path;
      await endProcess(lab, podProcess(destination, "server"));
      const state = { waiting: { reason: "CrashLoopBackOff" } };
      const container = { name: "server", ready: false, restartCount: 7, state };
      const { status } = declared(path);
      const containerStatuses = [{ ...firstOf(status.containerStatuses), ...container }];
      await writePod(path, { status: { ...status, conditions: notReady(), containerStatuses } });
    },
  },
];

interface DeclaredPod extends Manifest {
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status: Readonly<Record<string, unknown>>;
}

function declared({ lab, destination }: FaultPath): DeclaredPod {
  return podObject(lab.topology, destination) as DeclaredPod;
}

async function writePod(
  path: FaultPath,
  change: {
    readonly spec?: object;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly status: object;
  },
): Promise<void> {
  const pod = declared(path);
  const { annotations = pod.metadata.annotations ?? {}, ...rest } = change;
  await putObject(path.lab, { ...pod, ...rest, metadata: { ...pod.metadata, annotations } });
}

/** What CNI DEL does: the port leaves br-int, and the veth goes with the sandbox. */
async function takeNetwork({ destination, destinationNode }: FaultPath): Promise<void> {
  for (const { interface: name, hostInterface } of nicsOf(destination)) {
    await runOnNode(destinationNode, ["ovs-vsctl", "--if-exists", "del-port", hostInterface]);
    await ipBatch(destination.netns, [`link del ${name}`]);
  }
}

export function notReady(): object[] {
  return [
    { type: "PodScheduled", status: "True" },
    { type: "Ready", status: "False", reason: "ContainersNotReady" },
  ];
}

function creating(): object {
  const state = { waiting: { reason: "ContainerCreating" } };
  const containerStatuses = [{ name: "server", ready: false, restartCount: 0, state }];
  return { phase: "Pending", conditions: notReady(), containerStatuses };
}

function firstOf(list: unknown): object {
  const first: unknown = Array.isArray(list) ? list[0] : undefined;
  return typeof first === "object" && first !== null ? first : {};
}
