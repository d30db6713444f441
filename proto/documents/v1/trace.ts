import type { Direction, Resource } from "./diagnosis.ts";

/**
 * The trace document (`tapline trace -o json`, apiVersion tapline/v1, kind Trace).
 *
 * Every part can be missing: a node without an agent has no OpenFlow trace, an unreachable
 * southbound database has no logical one. `reason` then says why.
 */
export interface TraceDocument {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly source?: unknown;
  readonly destination?: unknown;
  readonly traffic?: unknown;
  readonly directions?: readonly TraceDirection[] | null;
  readonly reason?: string | null;
}

export interface TraceDirection {
  readonly direction?: Direction;
  readonly logical?: LogicalTracePart | null;
  readonly openflow?: readonly NodeTracePart[] | null;
  readonly reason?: string | null;
}

/** What a trace comes to, said against the port that should get the packet. */
export interface TraceReading {
  /** `unknown`: the trace does not say; `error`: it could not be made. */
  readonly result: "delivered" | "delivered-elsewhere" | "dropped" | "error" | "unknown";
  /** Where the packet goes: logical ports, OpenFlow ports, nodes behind a tunnel. */
  readonly to: readonly string[];
  /** Where it should go; null when that is not known. */
  readonly expected: string | null;
  /** Set when it is dropped. */
  readonly drop: TraceDrop | null;
  /** Set for `error` and `unknown`; English. */
  readonly reason: string | null;
}

export interface TraceDrop {
  /** OVN's stage; null for a flow that is no logical flow. */
  readonly stage: string | null;
  /** Logical switch or router. */
  readonly datapath: string | null;
  /** Policies that asked for the ACL, or the ACL itself. */
  readonly resources: readonly Resource[];
  /** The flow that decides; null when none matched. */
  readonly flow: string | null;
  /** Who put the flow there. */
  readonly owner:
    | "logical-flow"
    | "southbound-row"
    | "removed-row"
    | "no-cookie"
    | "unknown-cookie"
    | "none";
}

export interface LogicalTracePart {
  readonly result?: string | null;
  readonly reading?: TraceReading | null;
  readonly summary?: string | null;
  readonly reason?: string | null;
  readonly steps?: readonly LogicalTraceStep[] | null;
  /** With --verbose: the microflow that was asked for. */
  readonly microflow?: string | null;
}

export interface LogicalTraceStep {
  readonly pipeline?: string | null;
  readonly datapath?: string | null;
  readonly stage?: string | null;
  readonly table?: number | null;
  readonly match?: string | null;
  readonly priority?: number | null;
  readonly uuid?: string | null;
  readonly actions?: readonly string[] | null;
  readonly source?: string | null;
  readonly remarks?: readonly string[] | null;
  readonly conntrack?: string | null;
}

export interface NodeTracePart {
  readonly node?: string | null;
  readonly at?: string | null;
  readonly flow?: string | null;
  readonly result?: string | null;
  readonly reading?: TraceReading | null;
  readonly reason?: string | null;
  /** Index into steps. */
  readonly decidingStep?: number | null;
  readonly steps?: readonly OpenflowTraceStep[] | null;
  readonly outputs?: readonly unknown[] | null;
  readonly datapathActions?: string | null;
  readonly finalFlow?: string | null;
  /** With --verbose: what ofproto/trace printed. */
  readonly text?: string | null;
}

export interface OpenflowTraceStep {
  readonly bridge?: string | null;
  readonly table?: number | null;
  readonly cookie?: string | null;
  readonly priority?: number | null;
  readonly match?: string | null;
  readonly actions?: readonly string[] | null;
  /** OVN stage that the cookie leads to. */
  readonly stage?: string | null;
}
