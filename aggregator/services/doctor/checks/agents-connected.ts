import { type Reason, reason } from "../../../../proto/reasons/index.ts";
import { bad, cluster, type DoctorCheck, type DoctorItem, node, ok, unknown } from "../check.ts";
import { podsOnNode } from "../commands.ts";
import type { DoctorEvidence } from "../evidence.ts";

/** Every node of the cluster has an agent with a session. */
export const agentsConnected: DoctorCheck = {
  name: "agents-connected",
  run({ nodes, agents }) {
    const names = nodes.known ? nodes.value.map(({ name }) => name) : [];
    const items = [...new Set([...names, ...agents.map((one) => one.node)])]
      .sort()
      .flatMap((name) => itemOf(name, { nodes, agents }));
    if (!nodes.known) {
      const why = reason("CLUSTER_NODES_UNKNOWN", { why: nodes.why });
      return [unknown(cluster, why, reason("ADVICE_SEE_KUBERNETES", {})), ...items];
    }
    if (names.length > 0) return items;
    const advice = reason("ADVICE_OTHER_CLUSTER", {});
    return [bad("failed", cluster, reason("CLUSTER_WITHOUT_NODES", {}), advice), ...items];
  },
};

function itemOf(
  name: string,
  { nodes, agents }: Pick<DoctorEvidence, "nodes" | "agents">,
): DoctorItem[] {
  const agent = agents.find((one) => one.node === name);
  const inCluster = nodes.known ? nodes.value.find((one) => one.name === name) : undefined;
  const isForeign = nodes.known && inCluster === undefined;
  if (agent?.status === "ok") {
    if (!isForeign) return [ok(node(name), reason("AGENT_CONNECTED", {}))];
    const advice = reason("ADVICE_NODE_NAME", {});
    return [
      bad("warning", node(name), reason("AGENT_OF_NO_NODE", {}), advice, ["kubectl get nodes"]),
    ];
  }
  // A node that has left the cluster takes its agent with it.
  if (isForeign) return [];
  const why = agent !== undefined && "reason" in agent ? agent.reason : null;
  const found = foundOf(why, inCluster?.ready ?? true);
  const advice = adviceOf(why, name);
  return [bad("failed", node(name), found, advice, podsOnNode(name))];
}

function foundOf(why: Reason | null, isReady: boolean): Reason {
  if (!isReady) return reason("AGENT_OF_NODE_NOT_READY", {});
  return why === null ? reason("AGENT_NEVER_CONNECTED", {}) : reason("AGENT_IS_AWAY", { why });
}

function adviceOf(why: Reason | null, name: string): Reason {
  if (why?.code === "PROTOCOL_REFUSED") {
    return reason("ADVICE_UPGRADE", { what: why.args.upgrade });
  }
  return reason("ADVICE_START_AGENT", { node: name });
}
