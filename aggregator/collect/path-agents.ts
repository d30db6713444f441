import { reason } from "../../proto/reasons/index.ts";
import { ReasonedError } from "../../proto/reasons/reasoned-error.ts";
import type { AgentPresence } from "../evidence/case-file.ts";
import type { Plan } from "../evidence/plan.ts";
import type { AgentDirectory } from "../transport/agent-directory.ts";
import type { AgentHandle } from "../transport/agent-handle.ts";

/** A diagnosis must not burden a whole fleet; a Service's further backends are not watched. */
const maxNodesWatched = 8;

/** The agents of a path's nodes, as they are connected. */
export class PathAgents {
  readonly #directory: AgentDirectory;

  constructor(directory: AgentDirectory) {
    this.#directory = directory;
  }

  /** @throws {ReasonedError} NO_AGENT. */
  on(node: string | null): AgentHandle {
    const agent = this.#directory.agent(node ?? "");
    if (agent?.info.status === "ok") return agent;
    throw new ReasonedError(reason("NO_AGENT", { node: node ?? "" }));
  }

  presence(nodes: readonly string[]): AgentPresence[] {
    return nodes.map((node) => {
      const agent = this.#directory.agent(node);
      if (agent === undefined) {
        return { node, status: "away", reason: reason("NEVER_CONNECTED", {}) };
      }
      return { node, status: agent.info.status, reason: agent.info.reason };
    });
  }
}

/** The nodes of the path, each once. */
export function nodesOf({ source, destination }: Plan): string[] {
  return [...new Set([source.node, destination.node].filter((node) => node !== null))];
}

/** Those, and the nodes of a Service's other backends, and of other gateways. */
export function nodesToWatch(plan: Plan): string[] {
  const backends = plan.service?.backends.flatMap(({ end }) => end?.node ?? []) ?? [];
  const others = [...backends, ...(plan.gateways?.flatMap(({ node }) => node ?? []) ?? [])];
  others.push(...(plan.returnNodes ?? []), ...(plan.held?.nodes ?? []));
  return [...new Set([...nodesOf(plan), ...others])].slice(0, maxNodesWatched);
}

/** Asks each node once, also where both ends are on one. */
export function oncePerNode<T>(
  agents: PathAgents,
  ask: (agent: AgentHandle) => Promise<T>,
): (node: string | null) => Promise<T> {
  const answers = new Map<string | null, Promise<T>>();
  return (node) => {
    const asked = answers.get(node);
    if (asked !== undefined) return asked;
    const answer = (async () => ask(agents.on(node)))();
    answers.set(node, answer);
    return answer;
  };
}
