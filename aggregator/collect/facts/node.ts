import { observableRoles } from "../../evidence/plan.ts";
import { type CollectContext, type Collector, isPlaced } from "../collector.ts";
import { oncePerNode } from "../path-agents.ts";

/** What each node is: releases, Open vSwitch, ovn-controller, tunnels, NICs, routes. */
export const nodeCollector: Collector = {
  name: "facts/node",
  gives: ["node"],
  needs: [],
  phase: "meanwhile",
  questions: 1,
  applies: isPlaced,
  collect: collectNodes,
};

async function collectNodes(context: CollectContext): Promise<void> {
  const { plan, agents, record, questionMs, signal } = context;
  const facts = oncePerNode(agents, (agent) => agent.nodeFacts({ timeoutMs: questionMs, signal }));
  await Promise.all(
    observableRoles(plan).map((role) =>
      record.observe(
        plan[role].node,
        () => facts(plan[role].node),
        (data) => ({ kind: "fact", name: "node", role, data }),
      ),
    ),
  );
}
