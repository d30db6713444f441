import type { Direction } from "../proto/diagnosis.ts";

/**
 * The trace document of the aggregator's Trace call, as far as the text output reads it.
 *
 * Every part can be missing: a node without an agent has no OpenFlow trace, an unreachable
 * southbound database has no logical one. `reason` then says why.
 */
export interface TraceDocument {
  readonly source?: unknown;
  readonly destination?: unknown;
  readonly traffic?: unknown;
  readonly directions?: readonly TraceDirection[] | null;
  readonly reason?: string | null;
}

export interface TraceDirection {
  readonly direction?: Direction;
  readonly logical?: LogicalTrace | null;
  readonly openflow?: readonly NodeTrace[] | null;
  readonly reason?: string | null;
}

export interface LogicalTrace {
  readonly result?: string | null;
  readonly summary?: string | null;
  readonly reason?: string | null;
  readonly steps?: readonly LogicalStep[] | null;
}

export interface LogicalStep {
  readonly pipeline?: string | null;
  readonly datapath?: string | null;
  readonly stage?: string | null;
  readonly table?: number | null;
  readonly match?: string | null;
  readonly priority?: number | null;
  readonly uuid?: string | null;
  readonly actions?: readonly string[] | null;
}

export interface NodeTrace {
  readonly node?: string | null;
  readonly at?: "source" | "destination" | null;
  readonly result?: string | null;
  readonly reason?: string | null;
  /** Index into steps. */
  readonly decidingStep?: number | null;
  readonly steps?: readonly OpenflowStep[] | null;
  readonly outputs?: readonly unknown[] | null;
  readonly datapathActions?: string | null;
}

export interface OpenflowStep {
  readonly bridge?: string | null;
  readonly table?: number | null;
  readonly cookie?: string | null;
  readonly priority?: number | null;
  readonly match?: string | null;
  readonly actions?: readonly string[] | null;
  /** OVN stage that the cookie leads to. */
  readonly stage?: string | null;
}
