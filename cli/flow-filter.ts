import type { Flow__Output } from "../proto/gen/tapline/v1/Flow.ts";
import type { FlowsTarget__Output } from "../proto/gen/tapline/v1/FlowsTarget.ts";

export type SortKey = "packets" | "bytes" | "priority" | "age";

export interface FlowFilterOptions {
  readonly match?: string;
  readonly drops?: boolean;
  readonly all?: boolean;
}

/** "table=8,priority=100,ip,reg14=0x3": a flow's match as ovs-ofctl(8) writes it. */
export function matchText(flow: Flow__Output): string {
  return flow.match
    .map(({ field, value }) => (value === "" ? field : `${field}=${value}`))
    .join(",");
}

/** Comma-separated actions; a flow without actions drops, and ovs-ofctl says so. */
export function actionText(flow: Flow__Output): string {
  return flow.actions.length === 0 ? "drop" : flow.actions.join(",");
}

export function isDrop(flow: Flow__Output): boolean {
  return flow.actions.length === 0 || flow.actionKinds.includes("drop");
}

/** Which flows are shown: `--match`, `--drops`; of a pod, those that name its port or address. */
export function flowFilter(
  options: FlowFilterOptions,
  target: FlowsTarget__Output,
): (flow: Flow__Output) => boolean {
  const text = options.match?.toLowerCase();
  const ofPod = target.ofport > 0 && options.all !== true ? podNamer(target) : () => true;
  return (flow) =>
    (options.drops !== true || isDrop(flow)) &&
    (text === undefined || searchable(flow).includes(text)) &&
    ofPod(flow);
}

/** Largest first; priority and age as well. */
export function compareFlows(key: SortKey): (a: Flow__Output, b: Flow__Output) => number {
  switch (key) {
    case "packets":
      return (a, b) => b.packets - a.packets;
    case "bytes":
      return (a, b) => b.bytes - a.bytes;
    case "priority":
      return (a, b) => a.table - b.table || b.priority - a.priority;
    case "age":
      return (a, b) => b.durationSeconds - a.durationSeconds;
  }
}

function searchable(flow: Flow__Output): string {
  return `cookie=0x${flow.cookie},${matchText(flow)} actions=${actionText(flow)}`.toLowerCase();
}

/**
 * A test for flows that name the pod's port number or one of its addresses. Most flows that carry a
 * pod's packets match OVN's logical keys instead (metadata, reg14, reg15), so this shows where the
 * pod enters and leaves, not its whole path.
 */
function podNamer(target: FlowsTarget__Output): (flow: Flow__Output) => boolean {
  const port = String(target.ofport);
  const patterns = target.addresses.map(wholeAddress);
  const named = (text: string): boolean => patterns.some((pattern) => pattern.test(text));
  return (flow) =>
    flow.match.some(
      ({ field, value }) => (field === "in_port" && value === port) || named(value),
    ) ||
    flow.actions.some((action) => action === `output:${port}` || action === port || named(action));
}

/** The address as a whole: 10.16.0.1 is not in 10.16.0.10, but in set_field:10.16.0.1->ip_dst. */
function wholeAddress(address: string): RegExp {
  const literal = address.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?:^|set_field:|[^0-9a-f.:])${literal}(?![0-9a-f.:])`, "i");
}
