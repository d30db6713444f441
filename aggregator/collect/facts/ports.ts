import { ownPortRoles, type Plan, type Role } from "../../evidence/plan.ts";
import { withPodMtu } from "../../plan/series-plan.ts";
import { type CollectContext, type Collector, isPlaced } from "../collector.ts";
import { oncePerNode } from "../path-agents.ts";
import { findPort } from "./find-port.ts";

/** The interface of each end on its node. The large probes are as large as the pod's lets them. */
export const portsCollector: Collector = {
  name: "facts/ports",
  gives: ["port"],
  needs: [],
  phase: "resolve",
  questions: 1,
  applies: isPlaced,
  collect: collectPorts,
  refine: (plan, { found }) => withPodMtu(plan, mtuOf(found.port("source"))),
};

async function collectPorts(context: CollectContext): Promise<void> {
  const { plan, agents, record, questionMs, signal } = context;
  const lists = oncePerNode(agents, (agent) => agent.ports({ timeoutMs: questionMs, signal }));
  const portOf = async (role: Role) => findPort((await lists(plan[role].node)).ports, plan[role]);
  await Promise.all(
    ownPortRoles(plan).map((role) =>
      record.observe(
        plan[role].node,
        () => portOf(role),
        (data) => ({ kind: "port", name: "port", role, data }),
      ),
    ),
  );
}

function mtuOf(port: ReturnType<CollectContext["found"]["port"]>): Plan["traffic"]["size"] {
  return port.known ? (port.value?.mtu ?? null) : null;
}
