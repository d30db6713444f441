import type { Direction } from "../../proto/documents/v1/diagnosis.ts";
import { reason } from "../../proto/reasons/index.ts";
import { ReasonedError } from "../../proto/reasons/reasoned-error.ts";
import type { AgentPresence, CaseFile } from "../evidence/case-file.ts";
import type { Round } from "../evidence/item.ts";
import { observableRoles, type Plan, type PlannedSeries, type Role } from "../evidence/plan.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { LogicalTracer } from "../logical-trace/tracer.ts";
import type { Progress } from "../plan/request.ts";
import type { AgentDirectory } from "../transport/agent-directory.ts";
import type { AgentHandle } from "../transport/agent-handle.ts";
import { findPort } from "./find-port.ts";
import { collectNetns } from "./netns.ts";
import { withBackend } from "./packets/choose-backend.ts";
import { PacketTaps } from "./packets/packet-taps.ts";
import type { ProbeTurn } from "./packets/probe-turns.ts";
import { sendTraffic } from "./packets/send-traffic.ts";
import { sendSeries } from "./packets/series.ts";
import { tapFilter } from "./packets/tap-filter.ts";
import { podRef } from "./pod-ref.ts";
import { Recorder } from "./recorder.ts";
import { watchControlPlane } from "./rows/control-plane.ts";
import { recordRows } from "./rows/database-rows.ts";
import { recordDestination } from "./rows/destination-rows.ts";
import { recordEnvironment } from "./rows/environment-rows.ts";
import { recordKubernetes } from "./rows/kubernetes-rows.ts";
import { traceLogically } from "./traces/logical.ts";
import { traceNeighbours } from "./traces/neighbour.ts";
import { type NodeView, traceOpenflow } from "./traces/openflow.ts";
import { lookBeneath } from "./traces/shadowed-flows.ts";

export interface CollectModules {
  readonly inventory: Inventory;
  readonly agents: AgentDirectory;
  readonly tracer: LogicalTracer;
}

export interface CollectOptions {
  readonly plan: Plan;
  readonly timeoutMs: number;
  readonly turn: ProbeTurn;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Each question gets its share of the whole, so that one that hangs leaves time to conclude. */
const commandTimeoutMs = 3_000;
/** A diagnosis must not burden a whole fleet; a Service's further backends are not watched. */
const maxNodesWatched = 8;

type Evidence = Pick<CaseFile, "plan" | "evidence" | "agents">;

/**
 * Looks at everything that the plan needs, in parallel, each with a deadline. What cannot be looked
 * at is recorded as such; nothing here throws but for a cancelled request.
 */
export async function collect(modules: CollectModules, options: CollectOptions): Promise<Evidence> {
  const recorder = new Recorder();
  const { progress, signal } = options;
  if (options.plan.unplaced !== undefined) return objectsOnly(modules, options.plan, recorder);
  const watched = reachableAgents(modules.agents, nodesToWatch(options.plan));
  const filter = tapFilter(options.plan);
  const taps = await PacketTaps.start({ agents: watched, filter, recorder, signal });
  const { plan, sent } = await chooseWay(modules, options, watched, taps, recorder);
  progress("collect", "reading databases, ports and facts");
  recordRows(modules.inventory, plan, recorder);
  recordEnvironment(modules.inventory, plan, recorder);
  recordDestination(modules.inventory, plan, recorder);
  recordKubernetes(modules.inventory, plan, recorder);
  const controlPlane = watchControlPlane(modules.inventory, plan);
  const agents = reachableAgents(modules.agents, nodesOf(plan));
  const ports = await collectPorts(agents, plan, recorder, signal);
  const complete = withPodMtu(plan, ports.source?.mtu ?? 0);
  const netns = { plan, agents, ports, recorder, timeoutMs: commandTimeoutMs, signal };
  const look = (round: Round): Promise<void> => collectNetns(netns, round);
  const traffic = async (): Promise<Plan> => {
    await look("before");
    const further = await sendTraffic({ ...options, plan: complete }, { agents, recorder, sent });
    await Promise.all([look("after"), taps.stop()]);
    return { ...complete, series: [...complete.series, ...further] };
  };
  const [carriedOut] = await Promise.all([
    traffic(),
    collectFactsAndTraces(modules, { ...options, plan: complete }, agents, ports, recorder),
  ]);
  controlPlane.record(recorder);
  const databases = modules.inventory.databases();
  recorder.ok(null, { kind: "row", name: "databases", data: databases });
  progress("conclude", "comparing both ends");
  const presence = presenceOf(modules.agents, nodesOf(plan));
  return { plan: carriedOut, evidence: recorder.items, agents: presence };
}

/** Nothing can be sent from or to an end that is nowhere: what Kubernetes says is all there is. */
function objectsOnly({ inventory }: CollectModules, plan: Plan, recorder: Recorder): Evidence {
  recordEnvironment(inventory, plan, recorder);
  recordKubernetes(inventory, plan, recorder);
  return { plan, evidence: recorder.items, agents: [] };
}

/**
 * Which backend of a Service gets the packets shows only when they are sent: the asked probes go
 * first then, and everything else is asked about the backend that turned out to matter. By
 * `learning` OVN chooses it for those that follow.
 */
async function chooseWay(
  { inventory }: CollectModules,
  { plan, progress, signal }: CollectOptions,
  agents: Agents,
  taps: PacketTaps,
  recorder: Recorder,
): Promise<{ readonly plan: Plan; readonly sent: readonly PlannedSeries[] }> {
  const probe = { plan, agents, recorder, signal };
  const learning = plan.series.find(({ name }) => name === "learning");
  if (learning !== undefined) await sendSeries(probe, learning);
  const before = learning === undefined ? [] : [learning];
  const series = plan.series.find(({ name }) => name === "asked");
  if (series === undefined || (plan.service?.backends.length ?? 0) < 2) {
    return { plan, sent: before };
  }
  progress("probe", "sending probes to the Service");
  const report = await sendSeries(probe, series);
  return { plan: await withBackend(inventory, plan, report, taps), sent: [...before, series] };
}

export type Agents = ReadonlyMap<string, AgentHandle | null>;

/** Agents of the path that are connected; null for those that are away. */
export function reachableAgents(directory: AgentDirectory, nodes: readonly string[]): Agents {
  return new Map(
    nodes.map((node) => {
      const agent = directory.agent(node);
      return [node, agent?.info.status === "ok" ? agent : null];
    }),
  );
}

function presenceOf(directory: AgentDirectory, nodes: readonly string[]): AgentPresence[] {
  return nodes.map((node) => {
    const agent = directory.agent(node);
    if (agent === undefined) return { node, status: "away", reason: reason("NEVER_CONNECTED", {}) };
    const { status, reason: why } = agent.info;
    return { node, status, reason: why };
  });
}

/** The nodes of the path, each once. */
export function nodesOf({ source, destination }: Plan): string[] {
  return [...new Set([source.node, destination.node].filter((node) => node !== null))];
}

/** Those, and the nodes of a Service's other backends. */
function nodesToWatch(plan: Plan): string[] {
  const others = plan.service?.backends.flatMap(({ end }) => end?.node ?? []) ?? [];
  return [...new Set([...nodesOf(plan), ...others])].slice(0, maxNodesWatched);
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
    if (answer === undefined)
      throw new ReasonedError(reason("NODE_NOT_ON_PATH", { node: node ?? "" }));
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
  const observable = observableRoles(plan);
  const look = async (role: Role) =>
    !observable.includes(role)
      ? null
      : recorder.look(
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
  const traceOptions = { tracer: modules.tracer, timeoutMs: commandTimeoutMs, signal };
  const logical = tracedDirections(plan).map((direction) =>
    recorder.look(
      null,
      async () => (await traceLogically(modules.inventory, plan, direction, traceOptions)).evidence,
      (data) => ({ kind: "logical-trace", name: "logical-trace", direction, data }),
    ),
  );
  const pods = observableRoles(plan).map((role) => podFacts(agents, options, role, recorder));
  const nodes = await nodeViews(agents, options, ports, recorder);
  const openflow = {
    inventory: modules.inventory,
    plan,
    nodes,
    recorder,
    timeoutMs: commandTimeoutMs,
    signal,
  };
  const flows = tracedDirections(plan).map((direction) => traceOpenflow(openflow, direction));
  await Promise.all([...logical, ...pods, ...flows, traceNeighbours(openflow)]);
  await lookBeneath({ ...openflow, agents });
}

/** Where the far end is not known, nothing can be traced from it. */
export function tracedDirections(plan: Plan): Direction[] {
  return plan.destination.attachment === "none" ? ["request"] : ["request", "reply"];
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
  const observable = observableRoles(plan);
  const view = async (role: Role): Promise<NodeView> => {
    if (!observable.includes(role)) return { agent: null, facts: null, ofport: null };
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
  if (agent === null) throw new ReasonedError(reason("NO_AGENT", { node: node ?? "" }));
  return agent;
}
