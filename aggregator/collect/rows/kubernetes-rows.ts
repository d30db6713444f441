import type { Plan, Role } from "../../evidence/plan.ts";
import type { NodeObjectRow, PodObjectRow } from "../../evidence/rows.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import type { Recorder } from "../recorder.ts";

/** Records what Kubernetes says of both ends: the Pod, and the Node that it is on. */
export function recordKubernetes(inventory: Inventory, plan: Plan, recorder: Recorder): void {
  for (const role of ["source", "destination"] as const) {
    const { kind, node } = plan[role];
    if (kind === "Pod") {
      const body = { kind: "row", name: "pod-object", role } as const;
      const problem = inventory.notRead("Pod");
      if (problem !== null) recorder.failed(null, { ...body, data: null }, problem);
      else recorder.ok(null, { ...body, data: podRow(inventory, plan, role) });
    }
    if (node === null) continue;
    const body = { kind: "row", name: "node-object", role } as const;
    const problem = inventory.notRead("Node");
    if (problem !== null) recorder.failed(null, { ...body, data: null }, problem);
    else recorder.ok(null, { ...body, data: nodeRow(inventory, node) });
  }
}

function podRow({ kubernetes }: Inventory, plan: Plan, role: Role): PodObjectRow | null {
  const { namespace, name } = plan[role];
  const pod = kubernetes.pod(namespace ?? "", name);
  if (pod === null) return null;
  const annotated = (key: string): boolean =>
    pod.annotations[`ovn.kubernetes.io/${key}`] === "true";
  return {
    namespace: pod.namespace,
    name: pod.name,
    phase: pod.phase,
    reason: pod.reason,
    ready: pod.ready,
    deleting: pod.deleting,
    hostNetwork: pod.hostNetwork,
    node: pod.nodeName,
    ips: pod.podIPs,
    allocated: annotated("allocated"),
    routed: annotated("routed"),
    containers: pod.containers,
  };
}

function nodeRow({ kubernetes }: Inventory, name: string): NodeObjectRow | null {
  const node = kubernetes.node(name);
  if (node === null) return null;
  const { readyStatus, readyReason, networkUnavailable } = node;
  return { name, readyStatus, readyReason, networkUnavailable };
}
