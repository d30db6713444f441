import { reason } from "../../proto/reasons/index.ts";
import type { CaseFile } from "../evidence/case-file.ts";
import type { Plan } from "../evidence/plan.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { LogicalTracer } from "../logical-trace/tracer.ts";
import type { Progress } from "../plan/request.ts";
import type { AgentDirectory } from "../transport/agent-directory.ts";
import { type Collector, isPlaced } from "./collector.ts";
import { CollectorRun } from "./collector-run.ts";
import { collectors as everyCollector } from "./index.ts";
import { PacketTaps } from "./packets/packet-taps.ts";
import type { ProbeTurn } from "./packets/probe-turns.ts";
import { nodesOf, PathAgents } from "./path-agents.ts";
import { timesUntil } from "./times.ts";

export interface CollectModules {
  readonly inventory: Inventory;
  readonly agents: AgentDirectory;
  readonly tracer: LogicalTracer;
}

export interface CollectOptions {
  readonly plan: Plan;
  /** When the answer is due, in milliseconds of performance.now(). */
  readonly untilMs: number;
  /** Each question to a node gets so long; absent for the default. */
  readonly questionMs?: number;
  readonly turn: ProbeTurn;
  readonly progress: Progress;
  /** The caller has gone. */
  readonly signal: AbortSignal;
}

/** Each question gets its share of the whole, so that one that hangs leaves time to conclude. */
const defaultQuestionMs = 3_000;

type Evidence = Pick<CaseFile, "plan" | "evidence" | "agents" | "collected">;

/**
 * Looks at everything that the plan needs, in parallel, each with a deadline. What cannot be looked
 * at, or not in time, is recorded as such.
 *
 * @throws {unknown} the signal's reason.
 */
export async function collect(
  { inventory, agents: directory, tracer }: CollectModules,
  { plan, untilMs, questionMs = defaultQuestionMs, turn, progress, signal }: CollectOptions,
  collectors: readonly Collector[] = everyCollector,
): Promise<Evidence> {
  const agents = new PathAgents(directory);
  const times = timesUntil(untilMs, performance.now());
  const taps = new PacketTaps();
  const shared = { inventory, tracer, agents, taps, turn, progress, times, questionMs };
  const run = new CollectorRun(collectors, plan, shared);
  progress("collect", reason("COLLECTING", {}));
  await run.run(signal);
  progress("conclude", reason("COMPARING_ENDS", {}));
  const nodes = isPlaced(run.plan) ? nodesOf(run.plan) : [];
  return {
    plan: run.plan,
    evidence: run.evidence,
    agents: agents.presence(nodes),
    collected: run.reports,
  };
}
