import ipaddr from "ipaddr.js";
import type { Flow__Output } from "../../../proto/gen/tapline/v1/Flow.ts";
import type { FlowsTarget__Output } from "../../../proto/gen/tapline/v1/FlowsTarget.ts";

export type SortKey = "packets" | "bytes" | "priority" | "age";

export interface FlowFilterOptions {
  readonly match?: string;
  readonly drops?: boolean;
  readonly all?: boolean;
  /** An address that the flow names, or that a prefix in its match covers. */
  readonly ip?: string;
  /** A port of tcp, udp or sctp in the match, or that NAT translates to. */
  readonly port?: number;
  /** OpenFlow port by number or name. */
  readonly inPort?: string;
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
  const ofPod = target.ofport > 0 && options.all !== true ? podNamer(target) : anyFlow;
  const byAddress = options.ip === undefined ? anyFlow : addressNamer(options.ip);
  const byPort = options.port === undefined ? anyFlow : portNamer(options.port);
  const byInPort = options.inPort === undefined ? anyFlow : inPortNamer(options.inPort);
  return (flow) =>
    (options.drops !== true || isDrop(flow)) &&
    byAddress(flow) &&
    byPort(flow) &&
    byInPort(flow) &&
    (text === undefined || searchable(flow).includes(text)) &&
    ofPod(flow);
}

type FlowTest = (flow: Flow__Output) => boolean;

const anyFlow: FlowTest = () => true;

function addressNamer(address: string): FlowTest {
  const pattern = wholeAddress(address);
  return (flow) =>
    flow.match.some(({ value }) => pattern.test(value) || isCovered(address, value)) ||
    flow.actions.some((action) => pattern.test(action));
}

/** Whether `10.16.0.0/16`, or `10.16.0.0/255.255.0.0`, holds the address. */
function isCovered(address: string, prefix: string): boolean {
  const [network = "", mask] = prefix.split("/");
  if (mask === undefined || !ipaddr.isValid(network)) return false;
  const length = /^\d+$/.test(mask) ? Number(mask) : maskLength(mask);
  const [one, other] = [ipaddr.parse(address), ipaddr.parse(network)];
  return length !== null && one.kind() === other.kind() && one.match(other, length);
}

/** Null for a mask with holes, which no prefix has. */
function maskLength(mask: string): number | null {
  return ipaddr.isValid(mask) ? ipaddr.parse(mask).prefixLengthFromSubnetMask() : null;
}

function portNamer(port: number): FlowTest {
  const inAction = new RegExp(`:${port}(?![0-9])`);
  return (flow) =>
    flow.match.some(
      ({ field, value }) =>
        /^(?:tp|tcp|udp|sctp)_(?:src|dst)$/.test(field) && portOf(value) === port,
    ) || flow.actions.some((action) => action.startsWith("ct(") && inAction.test(action));
}

/** "8080", "0x1f90"; a masked range is no port. */
function portOf(value: string): number {
  return /^(?:\d+|0x[0-9a-f]+)$/i.test(value) ? Number(value) : Number.NaN;
}

function inPortNamer(port: string): FlowTest {
  const wanted = port.toLowerCase();
  return (flow) =>
    flow.match.some(
      ({ field, value }) =>
        field === "in_port" && value.replace(/^"|"$/g, "").toLowerCase() === wanted,
    );
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
  // After an IPv4 address a colon begins a port; in IPv6 the address goes on.
  const end = address.includes(":") ? "(?![0-9a-f.:])" : "(?![0-9.])";
  return new RegExp(`(?:^|set_field:|[^0-9a-f.:])${literal}${end}`, "i");
}
