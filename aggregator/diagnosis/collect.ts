import type { AgentPresence, CaseFile } from "../evidence/case-file.ts";
import type { Round } from "../evidence/item.ts";
import type { Plan, Role } from "../evidence/plan.ts";
import type { AgentDirectory } from "../ingest/agent-directory.ts";
import type { AgentHandle } from "../ingest/agent-handle.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { traceLogically } from "./collect-logical.ts";
import { traceNeighbours } from "./collect-neighbour.ts";
import { collectNetns } from "./collect-netns.ts";
import { type NodeView, traceOpenflow } from "./collect-openflow.ts";
import { collectPackets } from "./collect-packets.ts";
import { watchControlPlane } from "./control-plane.ts";
import { recordRows } from "./database-rows.ts";
import { recordEnvironment } from "./environment-rows.ts";
import { findPort } from "./find-port.ts";
import { podRef } from "./pod-ref.ts";
import { Recorder } from "./recorder.ts";
import type { Progress } from "./request.ts";

export interface CollectModules {
  readonly inventory: Inventory;
  readonly agents: AgentDirectory;
  /** SB database as ovn-trace takes it. */
  readonly southbound: string;
}

export interface CollectOptions {
  readonly plan: Plan;
  readonly timeoutMs: number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Each question gets its share of the whole, so that one that hangs leaves time to conclude. */
const commandTimeoutMs = 3_000;
/** Of the time a passive diagnosis has, this much is kept for everything but watching. */
const passiveReserveMs = 3_000;

type Evidence = Pick<CaseFile, "plan" | "evidence" | "agents">;

/**
 * Looks at everything that the plan needs, in parallel, each with a deadline. What cannot be looked
 * at is recorded as such; nothing here throws but for a cancelled request.
 */
export async function collect(modules: CollectModules, options: CollectOptions): Promise<Evidence> {
  const recorder = new Recorder();
  const { plan, progress } = options;
  const agents = reachableAgents(modules.agents, plan);
  progress("collect", "reading databases, ports and facts");
  recordRows(modules.inventory, plan, recorder);
  recordEnvironment(modules.inventory, plan, recorder);
  const controlPlane = watchControlPlane(modules.inventory, plan);
  const ports = await collectPorts(agents, plan, recorder, options.signal);
  const complete = withPodMtu(plan, ports.source?.mtu ?? 0);
  const watchMs = Math.max(1_000, options.timeoutMs - passiveReserveMs);
  const atRound = (round: Round): Promise<void> =>
    collectNetns(
      { plan, agents, ports, recorder, timeoutMs: commandTimeoutMs, signal: options.signal },
      round,
    );
  const [carriedOut] = await Promise.all([
    collectPackets({ ...options, plan: complete, agents, recorder, watchMs, atRound }),
    collectFactsAndTraces(modules, options, agents, ports, recorder),
  ]);
  controlPlane.record(recorder);
  progress("conclude", "comparing both ends");
  return { plan: carriedOut, evidence: recorder.items, agents: presence(modules.agents, plan) };
}

type Agents = ReadonlyMap<string, AgentHandle | null>;

/** Agents of the path that are connected; null for those that are away. */
export function reachableAgents(directory: AgentDirectory, plan: Plan): Agents {
  return new Map(
    nodesOf(plan).map((node) => {
      const agent = directory.agent(node);
      return [node, agent?.info.status === "ok" ? agent : null];
    }),
  );
}

function presence(directory: AgentDirectory, plan: Plan): AgentPresence[] {
  return nodesOf(plan).map((node) => {
    const agent = directory.agent(node);
    if (agent === undefined) return { node, status: "away", reason: "it never connected" };
    return { node, status: agent.info.status, reason: agent.info.reason };
  });
}

/** The nodes of the path, each once. */
function nodesOf({ source, destination }: Plan): string[] {
  return [...new Set([source.node, destination.node].filter((node) => node !== null))];
}

/** Asks each node of the path once, also where both ends are on one. */
function askNodes<T>(
  agents: Agents,
  ask: (agent: AgentHandle) => Promise<T>,
): (node: string | null) => Promise<T> {
  const asked = async (node: string): Promise<T> => ask(present(agents, node));
  const answers = new Map([...agents.keys()].map((node) => [node, asked(node)]));
  for (const answer of answers.values()) answer.catch(() => {}); // whoever awaits it records it
  return async (node) => {
    const answer = answers.get(node ?? "");
    if (answer === undefined) throw new Error(`node ${node} is not on the path`);
    return answer;
  };
}

type Ports = Readonly<Record<Role, Awaited<ReturnType<typeof findPort>>>>;

export async function collectPorts(
  agents: Agents,
  plan: Plan,
  recorder: Recorder,
  signal: AbortSignal,
): Promise<Ports> {
  const lists = askNodes(agents, (agent) => agent.ports({ timeoutMs: commandTimeoutMs, signal }));
  const look = (role: Role) =>
    recorder.look(
      plan[role].node,
      async () => findPort((await lists(plan[role].node)).ports, plan[role]),
      (data) => ({ kind: "port", name: "port", role, data }),
    );
  const [source, destination] = await Promise.all([look("source"), look("destination")]);
  return { source, destination };
}

/** The large probes are as large as the pod can send. */
function withPodMtu(plan: Plan, mtu: number): Plan {
  if (mtu <= 0) return plan;
  const series = plan.series.map((one) =>
    one.name === "large" ? { ...one, packetBytes: mtu } : one,
  );
  return { ...plan, series };
}

async function collectFactsAndTraces(
  modules: CollectModules,
  options: CollectOptions,
  agents: Agents,
  ports: Ports,
  recorder: Recorder,
): Promise<void> {
  const { plan, signal } = options;
  const traceOptions = { database: modules.southbound, timeoutMs: commandTimeoutMs, signal };
  const logical = (["request", "reply"] as const).map((direction) =>
    recorder.look(
      null,
      async () => (await traceLogically(modules.inventory, plan, direction, traceOptions)).evidence,
      (data) => ({ kind: "logical-trace", name: "logical-trace", direction, data }),
    ),
  );
  const pods = (["source", "destination"] as const).map((role) =>
    podFacts(agents, options, role, recorder),
  );
  const nodes = await nodeViews(agents, options, ports, recorder);
  const openflow = {
    inventory: modules.inventory,
    plan,
    nodes,
    recorder,
    timeoutMs: commandTimeoutMs,
    signal,
  };
  await Promise.all([
    ...logical,
    ...pods,
    traceOpenflow(openflow, "request"),
    traceOpenflow(openflow, "reply"),
    traceNeighbours(openflow),
  ]);
}

async function podFacts(
  agents: Agents,
  { plan, signal }: CollectOptions,
  role: Role,
  recorder: Recorder,
): Promise<void> {
  const end = plan[role];
  const routeTo = plan[role === "source" ? "destination" : "source"].ip;
  await recorder.look(
    end.node,
    async () => {
      const agent = present(agents, end.node);
      return agent.podFacts({ pod: podRef(end), routeTo }, { timeoutMs: commandTimeoutMs, signal });
    },
    (data) => ({ kind: "fact", name: "pod", role, data }),
  );
}

export async function nodeViews(
  agents: Agents,
  { plan, signal }: Pick<CollectOptions, "plan" | "signal">,
  ports: Ports,
  recorder: Recorder,
): Promise<Readonly<Record<Role, NodeView>>> {
  const facts = askNodes(agents, (agent) =>
    agent.nodeFacts({ timeoutMs: commandTimeoutMs, signal }),
  );
  const view = async (role: Role): Promise<NodeView> => {
    const node = plan[role].node;
    const agent = agents.get(node ?? "") ?? null;
    const known = await recorder.look(
      node,
      () => facts(node),
      (data) => ({ kind: "fact", name: "node", role, data }),
    );
    const ofport = ports[role]?.ofport ?? -1;
    return { agent, facts: known, ofport: ofport > 0 ? ofport : null };
  };
  const [source, destination] = await Promise.all([view("source"), view("destination")]);
  return { source, destination };
}

function present(agents: Agents, node: string | null): AgentHandle {
  const agent = agents.get(node ?? "") ?? null;
  if (agent === null) throw new Error(`the agent of ${node} is away`);
  return agent;
}
