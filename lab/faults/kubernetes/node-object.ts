import { putObject } from "../../cluster-objects.ts";
import type { Lab } from "../../context.ts";
import { nodeObject } from "../../manifests/kubernetes.ts";
import { underlayNetns } from "../../names.ts";
import { ipBatch } from "../../run-in.ts";
import type { NodeSpec } from "../../topology/specs.ts";
import { acrossNodes, expectation, type Fault, fromAToB } from "../fault.ts";

/** A node that nobody hears of any more, as Kubernetes tells of it after 40 seconds. */
export const nodeOffline: Fault = {
  ...fromAToB,
  placements: acrossNodes,
  name: "node-offline",
  summary: "the destination's node is cut off from the network and its kubelet is not heard of",
  expect: expectation("underlay", "request", "NODE_NOT_READY"),
  inject: ({ lab, destinationNode }) => cutOff(lab, destinationNode),
};

export async function cutOff(lab: Lab, spec: NodeSpec): Promise<void> {
  await ipBatch(underlayNetns(lab.name), [`link set ${spec.underlayPort} down`]);
  const node = nodeObject(lab.topology, spec);
  const condition = {
    type: "Ready",
    status: "Unknown",
    reason: "NodeStatusUnknown",
    message: "Kubelet stopped posting node status.",
  };
  const status = typeof node.status === "object" ? { ...node.status } : {};
  await putObject(lab, { ...node, status: { ...status, conditions: [condition] } });
}
