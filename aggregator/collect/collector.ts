import type { EvidenceName } from "../evidence/item.ts";
import type { Plan } from "../evidence/plan.ts";
import type { CaseView } from "../evidence/view.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { LogicalTracer } from "../logical-trace/tracer.ts";
import type { Progress } from "../plan/request.ts";
import type { PacketTaps } from "./packets/packet-taps.ts";
import type { ProbeTurn } from "./packets/probe-turns.ts";
import type { PathAgents } from "./path-agents.ts";
import type { Recording } from "./recorder.ts";
import type { Times } from "./times.ts";

/**
 * The packets divide the time, and each phase begins when the one before it has ended:
 *
 * - `watch`: what must be there before the first packet;
 * - `choose`: packets that show which way the others go;
 * - `resolve`: what other questions name, asked while nothing else is;
 * - `before`: what the probes are going to change;
 * - `probe`: the packets that the question is about;
 * - `follow-up`: packets that the answers call for;
 * - `after`: what the packets have changed.
 *
 * `meanwhile` is beside the packets, from `before` on. `end` is when all else has ended.
 */
export type Phase = (typeof packetPhases)[number] | "meanwhile" | "end";

export const packetPhases = [
  "watch",
  "choose",
  "resolve",
  "before",
  "probe",
  "follow-up",
  "after",
] as const;

/**
 * Looks at one thing, and records what came of it.
 *
 * Adding one touches its file, the list in index.ts, and its test. It starts when its phase has
 * begun and all that it needs is there; those that wait for nothing run in parallel.
 */
export interface Collector {
  /** "area/what", unique. */
  readonly name: string;
  /** Kinds of evidence that it records; others it cannot. */
  readonly gives: readonly EvidenceName[];
  /** Kinds that it reads: it starts when every other collector that gives them has ended. */
  readonly needs: readonly EvidenceName[];
  readonly phase: Phase;
  /** The phase of the second look that `collect` resolves to; absent where there is none. */
  readonly until?: "after" | "end";
  /**
   * Questions that it asks one after the other, each of which has `questionMs`. Absent for what
   * takes as long as packets take, and for what is read from memory.
   */
  readonly questions?: number;
  /** It reads what the aggregator holds in memory: done even when there is no time left. */
  readonly isInstant?: true;
  /** Whether there is anything for it to look at, by the plan as it is when it would start. */
  applies(plan: Plan): boolean;
  /** What it throws is a defect: what cannot be looked at is recorded as failed. */
  collect(context: CollectContext): Promise<void> | Promise<SecondLook>;
  /** The plan as this evidence changes it, when `collect` has ended; absent for as it is. */
  readonly refine?: (plan: Plan, context: CollectContext) => Plan;
}

/** What is looked at again, or ended; the signal aborts when the time is over. */
export type SecondLook = (signal: AbortSignal) => Promise<void>;

export interface CollectContext {
  /** As it is when the collector starts. */
  readonly plan: Plan;
  readonly inventory: Inventory;
  readonly tracer: LogicalTracer;
  readonly agents: PathAgents;
  /** The taps of this diagnosis; packets/taps.ts starts and stops them. */
  readonly taps: PacketTaps;
  readonly turn: ProbeTurn;
  /** What was collected so far, of the kinds that the collector needs or gives. */
  readonly found: CaseView;
  readonly record: Recording;
  readonly progress: Progress;
  readonly times: Times;
  /** Each question gets its share, so that one that hangs leaves time to conclude. */
  readonly questionMs: number;
  /** Aborts when the collector's own time is over, or that of the whole. */
  readonly signal: AbortSignal;
}

/** Packets can be sent, and both ends looked at: they are somewhere. */
export function isPlaced(plan: Plan): boolean {
  return plan.unplaced === undefined;
}

/** The same, and packets are sent. */
export function isActive(plan: Plan): boolean {
  return isPlaced(plan) && plan.traffic.mode === "active";
}
