import { type DatapathEffects, datapathEffects, type TunnelOutput } from "./datapath-actions.ts";
import type { OpenFlowTrace, TraceNote, TraceSection, TraceStep } from "./types.ts";

/** What became of the packet of a trace. */
export type TraceOutcome =
  | {
      readonly kind: "output";
      readonly outputs: readonly TraceOutput[];
    }
  /** Nothing was output but ovn-controller got it: a reject, a router's ICMP, an ARP request. */
  | { readonly kind: "controller"; readonly deciding: TraceStep | null }
  /**
   * `deciding`: the flow at which processing ended; null when the trace has no step at all.
   * `skipped`: why OVS does not carry out what that flow says, "" when it does.
   */
  | { readonly kind: "dropped"; readonly deciding: TraceStep | null; readonly skipped: string }
  /** The trace ends where it cannot follow: OVS picks a group's bucket by the packet's hash. */
  | { readonly kind: "unresolved"; readonly deciding: TraceStep | null }
  /** OVS gives up ("Recursion too deep") and drops the packet. */
  | { readonly kind: "failed"; readonly deciding: TraceStep | null; readonly reason: string }
  | { readonly kind: "error"; readonly reason: string }
  /** The text is cut. Says nothing about the packet. */
  | { readonly kind: "incomplete" };

export interface TraceOutput {
  readonly step: TraceStep;
  readonly bridge: string;
  /** OpenFlow port as printed: "2", a name with --names, "LOCAL", "NORMAL", "IN_PORT". */
  readonly port: string;
  /** Set when the port is a tunnel. */
  readonly tunnel: TunnelOutput | null;
  /** Set when the port is a patch port: the bridge on the other side, whose steps follow. */
  readonly peerBridge: string | null;
}

/**
 * @param mirrors datapath ports that get the copies of mirrors: no flow outputs there, and what
 *   goes there is not the packet (ovs-vswitchd.conf.db(5), Mirror).
 */
export function outcomeOf(
  trace: OpenFlowTrace,
  mirrors: ReadonlySet<string> = new Set(),
): TraceOutcome {
  if (trace.error !== null) return { kind: "error", reason: trace.error };
  if (isCut(trace)) return { kind: "incomplete" };
  const failed = trace.sections.find((section) => section.translationError !== null);
  if (failed !== undefined) {
    const reason = failed.translationError ?? "";
    return { kind: "failed", deciding: decidingStep(trace, failed), reason };
  }
  const effects = trace.sections.map(({ datapathActions }) =>
    datapathEffects(datapathActions ?? "", mirrors),
  );
  const outputs = trace.sections.flatMap((section, at) => outputsOf(trace, section, effects[at]));
  if (outputs.length > 0) return { kind: "output", outputs };
  if (effects.some((effect) => effect.outputs.length > 0)) {
    return { kind: "unresolved", deciding: null }; // no step explains the output
  }
  const deciding = decidingStep(trace, endingSection(trace, effects));
  const open = effects
    .flatMap((effect) => effect.recirculations)
    .filter((r) => r.cause === "other");
  if (open.length > 0) return { kind: "unresolved", deciding };
  if (effects.some((effect) => effect.controller) || isPaused(deciding)) {
    return { kind: "controller", deciding };
  }
  return { kind: "dropped", deciding, skipped: skippedBy(deciding) };
}

/**
 * A flow may hand the packet over until the controller gives it back (`pause`): an ARP request,
 * DHCP. A trace carries nothing out, and its datapath actions then say nothing of it.
 */
function isPaused(step: TraceStep | null): boolean {
  return /^controller\(.*\bpause\b[^=]*\)$/.test(step?.actions.at(-1) ?? "");
}

/**
 * Why OVS leaves out what a flow says: the flags of a port ("OFPPC_NO_FWD set, skipping output"), a
 * tunnel address without a route ("native tunnel routing failed"). Of a port that takes in nothing
 * (OFPPC_NO_RECV) the trace shows the flow and none of its actions; a drop has one, "drop".
 */
function skippedBy(step: TraceStep | null): string {
  if (step === null || !step.matched) return "";
  if (step.actions.length === 0) return "OFPPC_NO_RECV";
  const outputs = step.actions.flatMap((action, at) => (outputPort(action) === null ? [] : [at]));
  return step.notes.find((note) => outputs.includes(note.action) && isSkip(note))?.text ?? "";
}

/** OVS says of some outputs that it skips them as it says what it did (ofproto-dpif-xlate.c). */
function isSkip({ kind, text }: TraceNote): boolean {
  return kind !== "detail" || text.endsWith("skipping output");
}

/** Conntrack recirculations are always followed: one without its section was cut off. */
function isCut(trace: OpenFlowTrace): boolean {
  const seen = new Set(trace.sections.map((section) => section.recirculation));
  for (const section of trace.sections) {
    if (section.datapathActions === null) return true;
    for (const next of datapathEffects(section.datapathActions).recirculations) {
      if (next.cause === "conntrack" && !seen.has(next.id)) return true;
    }
  }
  return !trace.complete; // the last line has no end
}

/** The last section that forks no further one: there the packet's way ends. */
function endingSection(
  trace: OpenFlowTrace,
  effects: readonly DatapathEffects[],
): TraceSection | undefined {
  const ending = trace.sections.filter((_, at) => {
    const next = effects[at]?.recirculations ?? [];
    return next.every((recirculation) => recirculation.cause !== "conntrack");
  });
  return ending.at(-1) ?? trace.sections.at(-1);
}

/**
 * The step at which the processing of a section ended.
 *
 * From the first step along the tails: lookups that return (port security, hairpin) print
 * "No match, drop" too, but decide nothing. Two things end the packet's way before the end of the
 * tails: an output that OVS skipped, and a bridge behind an output (a tunnel's, a patch port's)
 * that dropped. Where the end of the tails is not itself a drop (it restores in_port after a
 * loopback, it floods to several ports) the last lookup in it decided.
 */
function decidingStep(trace: OpenFlowTrace, section: TraceSection | undefined): TraceStep | null {
  if (section === undefined) return null;
  const end = section.firstStep + section.stepCount;
  const steps = trace.steps.slice(section.firstStep, end);
  let current = steps.find((step) => step.parent === null);
  for (let next = current; next !== undefined; ) {
    current = next;
    const { index, bridge, matched, actions } = current;
    const children = steps.filter((step) => step.parent === index);
    const behindOutput = children.findLast((step) => step.bridge !== bridge);
    if (behindOutput === undefined && actions.some((action) => outputPort(action) !== null)) break;
    const tail = children.findLast((step) => step.tail);
    const drops = !matched || actions.at(-1) === "drop";
    next = behindOutput ?? tail ?? (drops ? undefined : children.at(-1));
  }
  return current ?? null;
}

const outputAction = /^(?:output[:(])?("(?:[^"\\]|\\.)*"|[\w.-]+)\)?$/;
const outputNames = new Set(["LOCAL", "IN_PORT", "NORMAL", "FLOOD", "ALL", "in_port"]);
const tunnelNote = /^output to (native|kernel) tunnel/;

function outputsOf(
  trace: OpenFlowTrace,
  section: TraceSection,
  effects: DatapathEffects | undefined,
): TraceOutput[] {
  if (effects === undefined || effects.outputs.length === 0) return [];
  const outputs: TraceOutput[] = [];
  let tunnels = 0;
  const end = section.firstStep + section.stepCount;
  for (const step of trace.steps.slice(section.firstStep, end)) {
    step.actions.forEach((action, at) => {
      const notes = step.notes.filter((note) => note.action === at);
      const port = outputPort(action, notes);
      if (port === null || notes.some(isSkip)) return;
      const isTunnel = notes.some((note) => tunnelNote.test(note.text));
      const last = effects.tunnels.at(-1) ?? null;
      const tunnel = isTunnel ? (effects.tunnels[tunnels++] ?? last) : null;
      const entered = trace.steps.find(
        (s) => s.parent === step.index && s.parentAction === at && s.bridge !== step.bridge,
      );
      const peerBridge = isTunnel ? null : (entered?.bridge ?? null);
      outputs.push({ step, bridge: step.bridge, port, tunnel, peerBridge });
    });
  }
  return outputs;
}

/**
 * The port that an action outputs to. Of a register the trace says what is in it; of the members of
 * a bundle it does not say which one is alive ("2,1").
 */
function outputPort(action: string, notes: readonly TraceNote[] = []): string | null {
  if (action.startsWith("bundle(")) {
    return /\b(?:members|slaves):(?<ports>[^)]*)\)$/.exec(action)?.groups?.ports ?? "";
  }
  if (/^output:.*\]$/.test(action) && !action.startsWith('output:"')) {
    const told = notes.find(({ text }) => text.startsWith("output port is "));
    return told?.text.slice("output port is ".length) ?? "";
  }
  if (action.startsWith("output:") || action.startsWith("output(")) {
    const port = /^output\(.*?\bport=([^,)]+)/.exec(action)?.[1];
    return port ?? outputAction.exec(action)?.[1] ?? null;
  }
  return outputNames.has(action) ? action : null;
}
