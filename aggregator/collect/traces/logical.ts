import type { Direction } from "../../../proto/documents/v1/diagnosis.ts";
import { reason } from "../../../proto/reasons/index.ts";
import { ReasonedError } from "../../../proto/reasons/reasoned-error.ts";
import type { LogicalDrop, LogicalTraceEvidence } from "../../evidence/item.ts";
import { fabricOf, isHairpin, type Plan, type PlannedEnd } from "../../evidence/plan.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import {
  type Microflow,
  microflowExpression,
  type Transport,
} from "../../logical-trace/microflow.ts";
import { summarise } from "../../logical-trace/summary.ts";
import type { LogicalTracer } from "../../logical-trace/tracer.ts";
import type { LogicalStep, LogicalTrace } from "../../logical-trace/types.ts";
import { attributeCookies } from "../../ovn-language/acl-attribution.ts";
import { areConnected, localnetPortOf } from "../../plan/underlay.ts";
import { type Collector, isPlaced } from "../collector.ts";
import { aclRow } from "../rows/acl-row.ts";
import { withPort } from "../rows/service-row.ts";
import { notSynced } from "../rows/synced.ts";
import { sender, tracedDirections } from "./directions.ts";
import { gatewayMac, localnetPort, nextHopMac, portMac, strangersMac } from "./next-hop.ts";

export interface LogicalTraceOptions {
  readonly tracer: LogicalTracer;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface LogicalResult {
  readonly evidence: LogicalTraceEvidence;
  readonly trace: LogicalTrace;
}

/** What the logical network would do with the request and with its answer, by ovn-trace. */
export const logicalTraceCollector: Collector = {
  name: "traces/logical",
  gives: ["logical-trace"],
  needs: [],
  phase: "meanwhile",
  questions: 1,
  applies: isPlaced,
  async collect({ inventory, plan, tracer, record, questionMs, signal }) {
    const options = { tracer, timeoutMs: questionMs, signal };
    const looks = tracedDirections(plan).map((direction) =>
      record.observe(
        null,
        async () => (await traceLogically(inventory, plan, direction, options)).evidence,
        (data) => ({ kind: "logical-trace", name: "logical-trace", direction, data }),
      ),
    );
    await Promise.all(looks);
  },
};

/** Source port of traced packets. */
const tracedPort = 61_001;

/**
 * Asks the logical network, from the SB database alone, what it does with a packet of the path.
 *
 * @throws {ReasonedError | LogicalTraceError} when it cannot be asked.
 */
export async function traceLogically(
  inventory: Inventory,
  plan: Plan,
  direction: Direction,
  options: LogicalTraceOptions,
): Promise<LogicalResult> {
  const problem = notSynced(inventory, "ovn-southbound");
  if (problem !== null) throw new ReasonedError(problem);
  const to = plan[sender(direction === "request" ? "reply" : "request")];
  const from = enteringEnd(inventory, plan[sender(direction)], to);
  const binding = inventory.southbound.portBinding(from.logicalPort ?? "");
  if (binding === null) {
    const trace = emptyTrace();
    return { trace, evidence: unbound(from) };
  }
  const trace = await options.tracer.trace({
    datapath: from.switchName ?? "",
    microflow: microflowExpression(microflow(inventory, plan, direction)),
    connection: direction === "request" ? "new" : "reply",
    ...(isHairpin(plan)
      ? { lbDestination: withPort(plan.destination.ip, plan.targetPort ?? 0) }
      : {}),
    timeoutMs: options.timeoutMs,
    signal: options.signal,
  });
  const port = receivingPort(inventory, plan, direction, trace);
  return { trace, evidence: evidenceOf(inventory, trace, from, { ...to, logicalPort: port }) };
}

/**
 * Where packets come to OVN: what a node sent by its NIC comes out of the receiver's VLAN, from a
 * router that OVN does not know.
 */
function enteringEnd(inventory: Inventory, from: PlannedEnd, to: PlannedEnd): PlannedEnd {
  if (from.attachment !== "nic") return from;
  const logicalPort = localnetPort(inventory, to).name;
  return { ...from, logicalPort, switchName: to.switchName, mac: strangersMac };
}

/**
 * Of several gateways ovn-trace draws one: its port is as right as that of the planned one. Between
 * two VLANs the router is outside, and packets leave OVN by the localnet port of the sender's.
 */
function receivingPort(
  inventory: Inventory,
  plan: Plan,
  direction: Direction,
  trace: LogicalTrace,
): string | null {
  const from = plan[sender(direction)];
  const to = plan[sender(direction === "request" ? "reply" : "request")];
  const arePods = from.attachment === "veth" && to.attachment === "veth";
  const isByVlan = fabricOf(plan, direction) === "provider";
  const isOut = arePods && isByVlan && !areConnected(inventory, from, to);
  if (isOut) return localnetPortOf(inventory, from.switchName);
  if (direction === "reply" || plan.gateways === undefined) return to.logicalPort;
  const drawn = plan.gateways.find(({ logicalPort }) =>
    trace.deliveries.some(({ port, generated }) => generated === null && port === logicalPort),
  );
  return drawn?.logicalPort ?? to.logicalPort;
}

function microflow(inventory: Inventory, plan: Plan, direction: Direction): Microflow {
  const to = plan[sender(direction === "request" ? "reply" : "request")];
  const from = enteringEnd(inventory, plan[sender(direction)], to);
  const { service } = plan;
  // A pod's way to itself begins at its load balancer; of others that part is left out.
  const isToItself = service !== null && isHairpin(plan);
  return {
    inport: from.logicalPort ?? "",
    sourceMac: from.mac ?? "",
    destinationMac: isToItself
      ? gatewayMac(from)
      : plan[sender(direction)] === from
        ? nextHopMac(inventory, plan, from, to)
        : portMac(inventory, to),
    source: from.ip,
    destination: isToItself ? service.ip : to.ip,
    transport: transportOf(plan, direction, isToItself ? service.port : plan.targetPort),
  };
}

function transportOf(plan: Plan, direction: Direction, port: number | null): Transport {
  const { protocol } = plan.traffic;
  const isRequest = direction === "request";
  if (protocol === "icmp") return { protocol, message: direction };
  const [sourcePort, destinationPort] = isRequest
    ? [tracedPort, port ?? 0]
    : [port ?? 0, tracedPort];
  if (protocol === "udp") return { protocol, sourcePort, destinationPort };
  return { protocol, sourcePort, destinationPort, flags: isRequest ? "syn" : "syn-ack" };
}

function evidenceOf(
  inventory: Inventory,
  trace: LogicalTrace,
  from: PlannedEnd,
  to: PlannedEnd,
): LogicalTraceEvidence {
  const summary = summarise(trace, to.logicalPort ?? "");
  const outputs = trace.deliveries.filter((d) => d.generated === null).map((d) => d.port);
  const base = { outputs, droppedAt: null };
  switch (summary.result) {
    case "delivered":
      return {
        ...base,
        result: "delivered",
        detail: reason("LOGICALLY_DELIVERED", { ports: [summary.delivery.port] }),
      };
    case "delivered-elsewhere":
      // Out of OVN, to a port that no end of the path is known to have.
      if (to.logicalPort === null) {
        return {
          ...base,
          result: "delivered",
          detail: reason("LOGICALLY_DELIVERED", { ports: outputs }),
        };
      }
      return {
        ...base,
        result: summary.result,
        detail: reason("LOGICALLY_DELIVERED", { ports: outputs }),
      };
    case "dropped": {
      const droppedAt = dropOf(inventory, trace, summary.drop.step, from, to);
      const how = summary.drop.reason;
      const detail = reason("LOGICALLY_DROPPED", { how, stage: droppedAt?.stage ?? null });
      return { ...base, result: "dropped", droppedAt, detail };
    }
    default:
      return { ...base, result: "error", detail: summary.reason };
  }
}

function dropOf(
  inventory: Inventory,
  trace: LogicalTrace,
  step: LogicalStep | null,
  from: PlannedEnd,
  to: PlannedEnd,
): LogicalDrop | null {
  if (step === null) return null;
  const before = trace.steps.slice(0, step.index + 1).map((one) => one.uuidPrefix);
  const cookies = before.map((prefix) => (prefix === null ? 0n : BigInt(`0x${prefix}`)));
  const end = step.pipeline === "ingress" ? from : to;
  const port = inventory.northbound.logicalPort(end.logicalPort ?? "");
  const attribution = attributeCookies(inventory, cookies, port);
  return {
    stage: step.stage,
    pipeline: step.pipeline,
    datapath: datapathName(inventory, step.datapath),
    uuid: step.uuidPrefix,
    priority: step.priority,
    match: step.match ?? "",
    acl: attribution.kind === "attributed" && attribution.isDrop ? aclRow(attribution) : null,
  };
}

/** ovn-trace names datapaths by the northbound row's UUID. */
export function datapathName(inventory: Inventory, uuidOrName: string): string {
  return inventory.southbound.datapathOf({ uuid: uuidOrName })?.name ?? uuidOrName;
}

function emptyTrace(): LogicalTrace {
  return {
    microflow: "",
    steps: [],
    deliveries: [],
    drops: [],
    choices: [],
    errors: [],
    unparsed: [],
    complete: false,
    error: null,
  };
}

function unbound(from: PlannedEnd): LogicalTraceEvidence {
  const detail = reason("PORT_NOT_IN_SOUTHBOUND", { port: from.logicalPort ?? from.name });
  return { result: "error", outputs: [], droppedAt: null, detail };
}
