import { type Reason, reason, said } from "../../proto/reasons/index.ts";
import type { LogicalDelivery, LogicalDrop, LogicalStep, LogicalTrace } from "./types.ts";

/** What the logical network does with the packet, relative to the port that should get it. */
export type LogicalSummary =
  | { readonly result: "delivered"; readonly delivery: LogicalDelivery }
  /** It leaves by other ports: the wrong address, a localnet, the sender itself. */
  | {
      readonly result: "delivered-elsewhere";
      readonly deliveries: readonly LogicalDelivery[];
      readonly drops: readonly LogicalDrop[];
    }
  | {
      readonly result: "dropped";
      /** The drop that ends the packet's way; the last one where a flood has several. */
      readonly drop: LogicalDrop;
      readonly drops: readonly LogicalDrop[];
    }
  /** The tool said something else than a trace. */
  | { readonly result: "error"; readonly reason: Reason }
  /** The text is cut. Says nothing about the packet. */
  | { readonly result: "incomplete"; readonly reason: Reason };

/**
 * Summarises a trace. Packets that flows made (a reject, ARP, ICMP errors) are not the packet:
 * where they arrive is in `trace.deliveries` with `generated` set.
 *
 * A flood that reaches the expected port among others is `delivered`.
 */
export function summarise(trace: LogicalTrace, expectedPort: string): LogicalSummary {
  if (trace.error !== null) return { result: "error", reason: said(trace.error.text) };
  if (!trace.complete) return { result: "incomplete", reason: reason("TRACE_CUT", {}) };
  const drops = trace.drops.filter((drop) => drop.generated === null);
  // From OVN 24.09 on a router sends the packet on with no MAC address, besides asking for one.
  const waiting = drops.find(({ reason }) => reason === "resolving");
  const isBefore = ({ index }: LogicalStep): boolean => index <= (waiting?.step?.index ?? index);
  const own = trace.deliveries.filter(
    ({ generated, step }) => generated === null && isBefore(step),
  );
  const wanted = own.find((delivery) => delivery.port === expectedPort);
  if (wanted !== undefined) return { result: "delivered", delivery: wanted };
  if (own.length > 0) return { result: "delivered-elsewhere", deliveries: own, drops };
  const last = drops.findLast((candidate) => candidate.reason !== "loopback") ?? drops.at(-1);
  const drop = waiting ?? last;
  if (drop !== undefined) return { result: "dropped", drop, drops };
  return { result: "incomplete", reason: reason("TRACE_WITHOUT_END", {}) };
}

/** The datapaths that the packet passes, in order, each once: switch, router, switch … */
export function datapathsOf(trace: LogicalTrace): readonly string[] {
  const own = trace.steps.filter((step) => step.generated === null);
  return [...new Set(own.map((step) => step.datapath))];
}

/** In all of OVN's versions: "ls_in_acl", "ls_out_acl_eval", "ls_in_acl_after_lb_action" … */
export function isAclStage(step: LogicalStep): boolean {
  return /^l[sr]_(in|out)_acl/.test(step.stage);
}
