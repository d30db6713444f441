/**
 * What `ovs-appctl ofproto/trace` says, typed (ovs-vswitchd(8), ofproto/ofproto-dpif-trace.c).
 *
 * A trace is a list of sections: the packet as given, then one section for each recirculation that
 * the trace follows. A section is a list of steps: flows that matched, in the order of execution.
 */
export interface OpenFlowTrace {
  readonly sections: readonly TraceSection[];
  /** All steps of all sections, in order; `index` of a step is its place here. */
  readonly steps: readonly TraceStep[];
  /** Lines that no rule recognised; never dropped, so that a new OVS shows itself. */
  readonly unparsed: readonly string[];
  /** False when the text is cut: the last line has no end, or a section has no datapath actions. */
  readonly complete: boolean;
  /** What the tool said instead of tracing: a flow it could not parse, an unknown bridge. */
  readonly error: string | null;
}

export interface TraceSection {
  /** Null for the first section; "0x1" for `recirc(0x1)`. */
  readonly recirculation: string | null;
  /** The connection state that the trace assumed on resumption: ["new", "trk"]. */
  readonly ctState: readonly string[] | null;
  /** The packet at the start of the section, in the syntax of ovs-fields(7). */
  readonly flow: string;
  readonly firstStep: number;
  readonly stepCount: number;
  /** The packet at the end with OVN's registers (reg14, reg15 …); equals `flow` when unchanged. */
  readonly finalFlow: string | null;
  readonly megaflow: string | null;
  /** Null while the section is not complete. "drop" when nothing leaves. */
  readonly datapathActions: string | null;
  /** "Recursion too deep": OVS gave up and drops the packet. */
  readonly translationError: string | null;
}

export interface TraceStep {
  readonly index: number;
  readonly section: number;
  readonly bridge: string;
  readonly table: number | string;
  /** False for "No match.": the table has no flow for the packet. */
  readonly matched: boolean;
  /** Match as printed, "" when it matches everything. */
  readonly match: string;
  readonly priority: number | null;
  /** "0x180bf880" as printed; null for cookie 0, which OVN never uses for a logical flow. */
  readonly cookie: string | null;
  /** How many resubmits that return lie around this step; a tail resubmit adds nothing. */
  readonly depth: number;
  /** The step whose action led here; null for the first of a section. */
  readonly parent: number | null;
  /** Index of that action of the parent; -1 where the parent shows none. */
  readonly parentAction: number;
  /** The parent does nothing after this: it went on here, it did not look something up. */
  readonly tail: boolean;
  /** Lines of actions as printed, those of nested `clone(…)` and buckets included. */
  readonly actions: readonly string[];
  readonly notes: readonly TraceNote[];
}

export interface TraceNote {
  /** Index of the action it follows, -1 before the first. */
  readonly action: number;
  /** ` -> ` result of the action; ` >> ` OVS skipped something; ` >>>> <<<< ` OVS gave up. */
  readonly kind: "detail" | "warning" | "error";
  readonly text: string;
}
