import type { Plan } from "../evidence/plan.ts";
import type { AgentDirectory } from "../transport/agent-directory.ts";
import type { AgentHandle, CallOptions } from "../transport/agent-handle.ts";

/** An end's addresses, one of each IP version that is diagnosed. */
type Addresses = readonly string[];

/**
 * The agents as the diagnoses of several IP versions ask them at the same time: what does not
 * depend on the version is asked once. Taps, probes and traces are each version's own.
 *
 * @param plans of the diagnoses that ask
 */
export function agentsAskedOnce(
  agents: AgentDirectory,
  plans: readonly Pick<Plan, "source" | "destination">[],
): AgentDirectory {
  const ends = [
    plans.map(({ source }) => source.ip),
    plans.map(({ destination }) => destination.ip),
  ];
  const known = new Map<string, AgentHandle>();
  return {
    list: () => agents.list(),
    agent(node) {
      const handle = known.get(node) ?? agents.agent(node);
      if (handle === undefined || known.has(node)) return handle;
      const shared = askedOnce(handle, ends);
      known.set(node, shared);
      return shared;
    },
  };
}

function askedOnce(agent: AgentHandle, ends: readonly Addresses[]): AgentHandle {
  const askers = ends[0]?.length ?? 1;
  const ports = once((_: "ports", options: CallOptions) => agent.ports(options), askers);
  const facts = once((_: "facts", options: CallOptions) => agent.nodeFacts(options), askers);
  return {
    node: agent.node,
    get info() {
      return agent.info; // it may be lost while it is asked
    },
    ports: (options) => ports("ports", options),
    nodeFacts: (options) => facts("facts", options),
    netnsState: once(agent.netnsState.bind(agent), askers),
    tap: (order, options) => agent.tap(order, options),
    probe: (command, options) => agent.probe(command, options),
    openflowTrace: (command, options) => agent.openflowTrace(command, options),
    flows: (command, options, onBatch) => agent.flows(command, options, onBatch),
    podFacts: podFactsOnce(agent, ends),
    resolve: (command, options) => agent.resolve(command, options),
    selfCheck: (options) => agent.selfCheck(options),
  };
}

/**
 * A pod's facts differ by version in one thing, the route to the other end: the routes to all its
 * addresses are asked for together.
 */
function podFactsOnce(agent: AgentHandle, ends: readonly Addresses[]): AgentHandle["podFacts"] {
  const askers = ends[0]?.length ?? 1;
  const shared = once(agent.podFacts.bind(agent), askers);
  return async (command, options) => {
    const routeTo = command.routeTo ?? "";
    const addresses = ends.find((end) => end.includes(routeTo));
    const isShared = addresses !== undefined && askers > 1;
    // What a node's kernel does with packets is a question of each version.
    if (!isShared || (command.roundTrips ?? []).length > 0) return agent.podFacts(command, options);
    const [first = "", ...furtherRoutesTo] = addresses;
    const facts = await shared({ ...command, routeTo: first, furtherRoutesTo }, options);
    if (routeTo === first) return facts;
    const answer = facts.furtherRoutes.find(({ to }) => to === routeTo);
    // An agent of an older version has not read the question.
    if (answer === undefined) return agent.podFacts(command, options);
    return { ...facts, routeTo: answer.route, routeError: answer.error };
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
