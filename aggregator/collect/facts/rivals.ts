import { ownPortRoles, type Role } from "../../evidence/plan.ts";
import type { PortRival, PortRivalsRow } from "../../evidence/rows.ts";
import { type CollectContext, type Collector, isPlaced } from "../collector.ts";
import { oncePerNode } from "../path-agents.ts";

/** A diagnosis asks so many nodes that claimed a port; more than two never fight over one. */
const maxRivals = 4;

/**
 * Who else claims the ports of the path. Two nodes with one iface-id, or with one system-id, take a
 * port from each other; whoever has it at the moment may well be the right one.
 */
export const rivalsCollector: Collector = {
  name: "facts/rivals",
  gives: ["port-rivals"],
  needs: [],
  phase: "meanwhile",
  questions: 1,
  applies: isPlaced,
  collect: async (context) => {
    const { plan, record } = context;
    const ask = asking(context);
    await Promise.all(
      ownPortRoles(plan).map((role) =>
        record.observe(
          null,
          () => rivalsOf(context, role, ask),
          (data) => ({ kind: "fact", name: "port-rivals", role, data }),
        ),
      ),
    );
  },
};

type Asked = Pick<PortRival, "systemId"> & { readonly ids: ReadonlyMap<string, string> };

/** What a node says of itself: its system-id, and the iface-id of each interface by its name. */
function asking({ agents, questionMs, signal }: CollectContext) {
  const options = { timeoutMs: questionMs, signal };
  return oncePerNode(agents, async (agent): Promise<Asked> => {
    const [facts, list] = await Promise.all([agent.nodeFacts(options), agent.ports(options)]);
    return {
      systemId: facts.externalIds["system-id"] ?? null,
      ids: new Map(list.ports.map((port) => [port.interface, port.ifaceId])),
    };
  });
}

async function rivalsOf(
  { inventory, plan }: CollectContext,
  role: Role,
  ask: (node: string | null) => Promise<Asked>,
): Promise<PortRivalsRow> {
  const { southbound } = inventory;
  const { logicalPort, node: own } = plan[role];
  const binding = southbound.portBinding(logicalPort ?? "");
  if (binding === null) return { nodes: [], changes: 0, rivals: [] };
  const { nodes, changes } = southbound.recentlyBound(binding);
  const others = nodes.filter((node) => node !== own).slice(0, maxRivals);
  const rivals = others.map(async (node): Promise<PortRival> => {
    try {
      const { systemId, ids } = await ask(node);
      const interfaces = [...ids].filter(([, id]) => id === logicalPort).map(([name]) => name);
      return { node, interfaces, systemId };
    } catch {
      return { node, interfaces: null, systemId: null }; // nobody there to ask is no answer
    }
  });
  return { nodes, changes, rivals: await Promise.all(rivals) };
}
