import type { AgentDirectory } from "../ingest/agent-directory.ts";
import type { AgentHandle, CallOptions } from "../ingest/agent-handle.ts";

/**
 * The agents as the diagnoses of several IP versions ask them at the same time: what does not
 * depend on the version is asked once. Taps, probes and traces are each version's own.
 *
 * @param askers diagnoses that ask
 */
export function agentsAskedOnce(agents: AgentDirectory, askers: number): AgentDirectory {
  const known = new Map<string, AgentHandle>();
  return {
    list: () => agents.list(),
    agent(node) {
      const handle = known.get(node) ?? agents.agent(node);
      if (handle === undefined || known.has(node)) return handle;
      const shared = askedOnce(handle, askers);
      known.set(node, shared);
      return shared;
    },
  };
}

function askedOnce(agent: AgentHandle, askers: number): AgentHandle {
  const ports = once((_: "ports", options: CallOptions) => agent.ports(options), askers);
  const facts = once((_: "facts", options: CallOptions) => agent.nodeFacts(options), askers);
  return {
    node: agent.node,
    info: agent.info,
    ports: (options) => ports("ports", options),
    nodeFacts: (options) => facts("facts", options),
    netnsState: once(agent.netnsState.bind(agent), askers),
    tap: (order, options) => agent.tap(order, options),
    probe: (command, options) => agent.probe(command, options),
    openflowTrace: (command, options) => agent.openflowTrace(command, options),
    flows: (command, options, onBatch) => agent.flows(command, options, onBatch),
    podFacts: (command, options) => agent.podFacts(command, options),
    resolve: (command, options) => agent.resolve(command, options),
  };
}

/**
 * The first `askers` who ask the same share one answer: all have the same limits and are cancelled
 * together. Who asks again, after the probes, asks for what is new.
 */
function once<Command, Options, Answer>(
  ask: (command: Command, options: Options) => Promise<Answer>,
  askers: number,
): (command: Command, options: Options) => Promise<Answer> {
  const asked = new Map<string, { readonly answer: Promise<Answer>; count: number }>();
  return (command, options) => {
    const key = JSON.stringify(command);
    const earlier = asked.get(key);
    if (earlier !== undefined && earlier.count < askers) {
      earlier.count += 1;
      return earlier.answer;
    }
    const answer = ask(command, options);
    if (earlier === undefined) asked.set(key, { answer, count: 1 });
    return answer;
  };
}
