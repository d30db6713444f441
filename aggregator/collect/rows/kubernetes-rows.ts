import type { Plan, Role } from "../../evidence/plan.ts";
import type { NodeObjectRow, PodObjectRow } from "../../evidence/rows.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import type { Collector } from "../collector.ts";

/** What Kubernetes says of both ends: the Pod, and the Node that it is on. */
export const kubernetesRowsCollector: Collector = {
  name: "rows/kubernetes",
  gives: ["pod-object", "node-object"],
  needs: [],
  phase: "meanwhile",
  isInstant: true,
  applies: () => true,
  collect: async ({ inventory, plan, record }) => {
    for (const role of ["source", "destination"] as const) {
      const { kind, node } = plan[role];
      if (kind === "Pod") {
        record.row(
          inventory.notRead("Pod"),
          () => podRow(inventory, plan, role),
          (data) => ({ kind: "row", name: "pod-object", role, data }),
        );
      }
      if (node === null) continue;
      record.row(
        inventory.notRead("Node"),
        () => nodeRow(inventory, node),
        (data) => ({ kind: "row", name: "node-object", role, data }),
      );
    }
  },
};

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
    probes: pod.probes,
  };
}

function nodeRow({ kubernetes }: Inventory, name: string): NodeObjectRow | null {
  const node = kubernetes.node(name);
  if (node === null) return null;
  const { readyStatus, readyReason, networkUnavailable } = node;
  return { name, readyStatus, readyReason, networkUnavailable };
}
