import type { TraceStep__Output } from "../../../proto/gen/tapline/v1/TraceStep.ts";
import type { FlowOwner, OpenflowTraceEvidence } from "../../evidence/item.ts";

/** The flow at which OpenFlow processing ended a packet, and whose flow it is. */
export interface FlowDrop {
  readonly step: TraceStep__Output | null;
  readonly owner: FlowOwner;
  /**
   * - `policy`: a flow of OVN that exists to drop (ACL, port security, router policy, a port that
   *   waits for its activation);
   * - `alien`: a flow that OVN did not install;
   * - `altered`: a flow that OVN installed to let packets go on, with other actions;
   * - `stale`: a cookie that no southbound row carries any more, or a hand's with a cookie;
   * - `skipped`: OVS does not carry out what OVN's flow says;
   * - `miss`: nothing matched, or only a table's default did.
   */
  readonly kind: "policy" | "alien" | "altered" | "stale" | "skipped" | "miss";
}

/** Stages whose flows drop on purpose; names are of OVN 22.12 to 26.03. */
const policyStage = /acl|port_sec|policy/;

/** Null when the trace says that the packet is delivered somewhere. */
export function flowDropOf(evidence: OpenflowTraceEvidence): FlowDrop | null {
  if (evidence.trace.result !== "dropped") return null;
  const index = evaluationStep(evidence, evidence.trace.decidingStep);
  const step = evidence.trace.steps[index] ?? null;
  const owner = evidence.owners[index] ?? { kind: "no-cookie" as const };
  if (step === null) return { step, owner, kind: "miss" };
  const kind = kindOf(step, owner);
  return { step, owner, kind: kind === "miss" && isSkipped(evidence) ? "skipped" : kind };
}

/** @see OpenflowTrace.skipped in proto/tapline/v1/evidence.proto */
function isSkipped({ trace }: OpenflowTraceEvidence): boolean {
  return (trace.skipped ?? "") !== ""; // recorded cases from before it was told have none
}

/**
 * From OVN 24.03 on an ACL's drop falls in a stage of its own (`ls_out_acl_action`), whose one flow
 * serves all ACLs; what it carries out was decided two stages before (`ls_out_acl_eval`). Where
 * that flow is none of OVN's, it decided.
 */
function evaluationStep({ owners }: OpenflowTraceEvidence, deciding: number): number {
  const verdict = owners[deciding];
  if (verdict?.kind !== "logical-flow" || !verdictStage.test(verdict.stage)) return deciding;
  const samples = verdict.stage.replace(verdictStage, "$1_sample");
  let before = deciding - 1;
  for (let owner = owners[before]; owner !== undefined; owner = owners[--before]) {
    if (owner.kind !== "logical-flow" || owner.stage !== samples) break;
  }
  const evaluation = owners[before];
  return evaluation === undefined || evaluation.kind === "logical-flow" ? deciding : before;
}

const verdictStage = /(_acl(?:_after_lb)?)_action$/;

function kindOf(step: TraceStep__Output, owner: FlowOwner): FlowDrop["kind"] {
  if (owner.kind === "unknown-cookie" || owner.kind === "removed-row") return "stale";
  if (isAlien(step, owner)) return "alien";
  if (isAltered(step, owner)) return "altered";
  if (owner.kind === "logical-flow" && policyStage.test(owner.stage)) return "policy";
  if (waitsForActivation(step, owner)) return "policy";
  return "miss";
}

/**
 * OVN's own flows without a cookie are plumbing: they match the tunnel port, registers or nothing,
 * and they move, set, resubmit, or are a table's default. One that matches packet headers, or that
 * outputs or drops with a priority of its own, was put there by somebody else; but from OVN 24.09
 * on those that copy the keys of a tunnel or a connection's original addresses match headers too.
 */
export function isAlien(step: TraceStep__Output, owner: FlowOwner): boolean {
  if (owner.kind !== "no-cookie" || step.cookie === "") return false;
  const actions = step.actions.map((action) => action.trim()).filter((action) => action !== "");
  if (actions.some((action) => copiesKeys.test(action)) && actions.every(isPlumbing)) return false;
  if (headerField.test(step.match)) return true;
  const decides = actions.length === 0 || actions.some((action) => decidingAction.test(action));
  return decides && step.priority > 0;
}

/** From a tunnel's header or the connection's original tuple to OVN's registers. */
const copiesKeys = /^move:NXM_NX_(TUN|CT)_\w+(\[.*?\])?->(NXM_NX_X{0,2}REG|OXM_OF_METADATA)/;

/** Touches no header: registers, metadata, another table. */
function isPlumbing(action: string): boolean {
  if (action.startsWith("set_field:")) return /->(x{0,2}reg\d+|metadata)$/.test(action);
  return copiesKeys.test(action) || /^resubmit\(,\w+\)$/.test(action);
}

/**
 * A flow that drops though the row that it was made for lets packets go on: somebody gave OVN's
 * flow other actions (`ovs-ofctl mod-flows` keeps the cookie). Of a port's own flows those drop on
 * purpose that look at more than the port of exit: at the one of entry, or at flags of the packet
 * (OVN controller/physical.c).
 */
export function isAltered(step: TraceStep__Output, owner: FlowOwner): boolean {
  if (step.cookie === "" || !isPlainDrop(step)) return false;
  if (owner.kind === "logical-flow") return owner.passes === true;
  if (owner.kind !== "southbound-row" || owner.table !== "portBindings") return false;
  if (owner.waits === true) return false;
  return /^reg15=\w+,metadata=\w+$/.test(step.match);
}

/** At a port that waits for its activation, ovn-controller drops what comes in and goes out. */
export function waitsForActivation(step: TraceStep__Output, owner: FlowOwner): boolean {
  return owner.kind === "southbound-row" && owner.waits === true && isPlainDrop(step);
}

/** The flow does nothing but drop. */
export function isPlainDrop({ actions }: TraceStep__Output): boolean {
  return actions.every((action) => action.trim() === "drop" || action.trim() === "");
}

/** A protocol by itself, or a field of one, in a match (ovs-fields(7)). */
const headerField = new RegExp(
  "(^|,)((eth|ip|ipv6|icmp6?|tcp6?|udp6?|sctp6?|r?arp)(,|$)" +
    "|(dl|nw|arp|ipv6|icmp|icmpv6|tcp|udp|tp|nd|eth|ip)_\\w+=)",
);
const decidingAction =
  /^(drop|NORMAL|FLOOD|ALL|LOCAL|IN_PORT|CONTROLLER|output\b|controller\b|group:|mod_|\d+$)/i;

/** Index of the last step at or before `index` whose flow is a logical flow; -1 for none. */
export function lastLogicalStep(evidence: OpenflowTraceEvidence, index: number): number {
  for (let at = Math.min(index, evidence.owners.length - 1); at >= 0; at--) {
    if (evidence.owners[at]?.kind === "logical-flow") return at;
  }
  return -1;
}
