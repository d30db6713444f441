import type { LocalPort__Output } from "../../proto/gen/tapline/v1/LocalPort.ts";
import { reason } from "../../proto/reasons/index.ts";
import { ReasonedError } from "../../proto/reasons/reasoned-error.ts";
import type { NetnsState } from "../../proto/wire/facts.ts";
import type { NetnsPlace, Round } from "../evidence/item.ts";
import { observableRoles, type Plan, type Role } from "../evidence/plan.ts";
import type { AgentHandle } from "../transport/agent-handle.ts";
import { podRef } from "./pod-ref.ts";
import type { Recorder } from "./recorder.ts";

export interface NetnsOptions {
  readonly plan: Plan;
  /** Agents of the path by node; null for one that is away. */
  readonly agents: ReadonlyMap<string, AgentHandle | null>;
  readonly ports: Readonly<Record<Role, LocalPort__Output | null>>;
  readonly recorder: Recorder;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const ends: readonly Role[] = ["source", "destination"];

/**
 * Reads what packets change in the namespaces of the path: firewalls with their counters, counters
 * of the kernel and of ovs-vswitchd. Done before and after the probes, it tells what they changed.
 * Each node is asked once, also where both ends are on one.
 */
export async function collectNetns(options: NetnsOptions, round: Round): Promise<void> {
  const { plan } = options;
  const nodes = new Map<string | null, Promise<NetnsState>>();
  const ofNode = (node: string | null): Promise<NetnsState> => {
    const asked = nodes.get(node) ?? nodeState(options, node, round);
    nodes.set(node, asked);
    return asked;
  };
  const looks = observableRoles(plan).flatMap((role) => [
    record(options, role, "node", round, () => ofNode(plan[role].node)),
    ...(plan[role].attachment === "veth"
      ? [record(options, role, "pod", round, () => podState(options, role, round))]
      : []),
  ]);
  await Promise.all(looks);
}

async function record(
  { plan, recorder }: NetnsOptions,
  role: Role,
  place: NetnsPlace,
  round: Round,
  look: () => Promise<NetnsState>,
): Promise<void> {
  await recorder.look(plan[role].node, look, (data) => ({
    kind: "fact",
    name: "netns",
    role,
    place,
    round,
    data,
  }));
}

async function nodeState(
  options: NetnsOptions,
  node: string | null,
  round: Round,
): Promise<NetnsState> {
  const { plan, ports, timeoutMs, signal } = options;
  const interfaces = ends
    .filter((role) => plan[role].node === node)
    .flatMap((role) => ports[role]?.veth || []);
  return agentOf(options, node).netnsState(
    { interfaces, countersOnly: round === "before" },
    { timeoutMs, signal },
  );
}

async function podState(options: NetnsOptions, role: Role, round: Round): Promise<NetnsState> {
  const { plan, timeoutMs, signal } = options;
  const agent = agentOf(options, plan[role].node);
  return agent.netnsState(
    { pod: podRef(plan[role]), countersOnly: round === "before" },
    { timeoutMs, signal },
  );
}

function agentOf({ agents }: NetnsOptions, node: string | null): AgentHandle {
  const agent = agents.get(node ?? "") ?? null;
  if (agent === null) throw new ReasonedError(reason("NO_AGENT", { node: node ?? "" }));
  return agent;
}
