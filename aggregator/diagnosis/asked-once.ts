import type { AgentDirectory } from "../ingest/agent-directory.ts";
import type { AgentHandle } from "../ingest/agent-handle.ts";

/**
 * The agents as the diagnoses of both families ask them: what does not depend on the family is
 * asked once. Taps, probes and traces are each family's own.
 */
export function agentsAskedOnce(agents: AgentDirectory): AgentDirectory {
  const known = new Map<string, AgentHandle>();
  return {
    list: () => agents.list(),
    agent(node) {
      const handle = known.get(node) ?? agents.agent(node);
      if (handle === undefined || known.has(node)) return handle;
      const shared = askedOnce(handle);
      known.set(node, shared);
      return shared;
    },
  };
}

/** Both families ask with the same limits and are cancelled together, so one answer serves both. */
function askedOnce(agent: AgentHandle): AgentHandle {
  const ports = once(agent.ports.bind(agent));
  const nodeFacts = once(agent.nodeFacts.bind(agent));
  return {
    node: agent.node,
    info: agent.info,
    ports,
    nodeFacts,
    tap: (order, options) => agent.tap(order, options),
    probe: (command, options) => agent.probe(command, options),
    openflowTrace: (command, options) => agent.openflowTrace(command, options),
    flows: (command, options, onBatch) => agent.flows(command, options, onBatch),
    podFacts: (command, options) => agent.podFacts(command, options),
  };
}

function once<Options, Answer>(
  ask: (options: Options) => Promise<Answer>,
): (options: Options) => Promise<Answer> {
  let answer: Promise<Answer> | null = null;
  return (options) => {
    answer ??= ask(options);
    return answer;
  };
}
