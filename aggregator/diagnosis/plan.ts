import type { Plan, PlannedEnd, PlannedSeries } from "../evidence/plan.ts";
import type { Endpoint, PodEndpoint } from "../inventory/endpoints.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { LogicalRouterPort } from "../inventory/northbound-rows.ts";
import { PlanError } from "./plan-error.ts";
import type { ProbeIdentifiers } from "./probe-identifiers.ts";
import type { DiagnosisRequest, TraceRequestWords } from "./request.ts";
import { plannedSeries } from "./series-plan.ts";

/**
 * Turns the user's words into a plan.
 *
 * @throws {EndpointError} when an end is not known, {PlanError} when no path can be planned.
 */
export function makePlan(
  inventory: Inventory,
  request: DiagnosisRequest,
  identifiers: ProbeIdentifiers,
): Plan {
  const ends = planEnds(inventory, request);
  const passive = request.passive;
  const series: readonly PlannedSeries[] = passive ? [] : plannedSeries(request, identifiers);
  return {
    ...ends,
    traffic: {
      protocol: request.protocol,
      port: request.port,
      mode: passive ? "passive" : "active",
      count: request.count,
      size: request.size,
      ...(request.httpPath === "" ? {} : { http: request.httpPath }),
    },
    series,
    errorText: request.errorText,
  };
}

/** Both ends and how they are related; a trace needs no more. */
export function planEnds(
  inventory: Inventory,
  words: TraceRequestWords,
): Pick<Plan, "source" | "destination" | "relation" | "sameSubnet"> {
  const from = podOf(inventory.endpoint(words.source, words.namespace));
  const to = podOf(inventory.endpoint(words.destination, words.namespace));
  if (from.namespace === to.namespace && from.name === to.name) {
    const name = `${from.namespace}/${from.name}`;
    const message = `Cannot diagnose ${name} with itself: name two different endpoints`;
    throw new PlanError({ code: "SAME_ENDPOINT", name }, message);
  }
  const [sourceIp, destinationIp] = commonFamily(from, to);
  const source = plannedEnd(inventory, from, sourceIp);
  const destination = plannedEnd(inventory, to, destinationIp);
  const sameNode = source.node !== null && source.node === destination.node;
  return {
    source,
    destination,
    relation: sameNode ? "same-node" : "cross-node",
    sameSubnet: source.switchName !== null && source.switchName === destination.switchName,
  };
}

function podOf(endpoint: Endpoint): PodEndpoint {
  const what =
    endpoint.kind !== "Pod"
      ? `a ${endpoint.kind} as an end of the path`
      : endpoint.hostNetwork
        ? `pod ${endpoint.namespace}/${endpoint.name} on the host network`
        : null;
  if (endpoint.kind === "Pod" && what === null) {
    if (endpoint.ips.length > 0 && endpoint.node !== null) return endpoint;
    const name = `${endpoint.namespace}/${endpoint.name}`;
    const missing = endpoint.node === null ? "it is on no node" : "no address was allocated";
    const message =
      `Cannot diagnose pod ${name}: ${missing}; ` +
      `see the events in kubectl describe pod -n ${endpoint.namespace} ${endpoint.name}`;
    throw new PlanError({ code: "POD_NETWORK_NOT_READY", name }, message);
  }
  const message = `Cannot diagnose ${what}: this version diagnoses paths between pods`;
  throw new PlanError({ code: "NOT_SUPPORTED", what: what ?? endpoint.kind }, message);
}

/** IPv4 where both have it, else IPv6. */
function commonFamily(from: PodEndpoint, to: PodEndpoint): [string, string] {
  for (const isV6 of [false, true]) {
    const source = from.ips.find((ip) => ip.includes(":") === isV6);
    const destination = to.ips.find((ip) => ip.includes(":") === isV6);
    if (source !== undefined && destination !== undefined) return [source, destination];
  }
  const [source, destination] = [from.ips.join(", "), to.ips.join(", ")];
  const message =
    `Cannot diagnose ${from.name} (${source}) to ${to.name} (${destination}): ` +
    "they share no address family";
  throw new PlanError({ code: "NO_COMMON_FAMILY", source, destination }, message);
}

function plannedEnd(inventory: Inventory, pod: PodEndpoint, ip: string): PlannedEnd {
  const router = gatewayOf(inventory, pod.subnet);
  return {
    kind: "Pod",
    namespace: pod.namespace,
    name: pod.name,
    node: pod.node,
    ips: pod.ips,
    ip,
    mac: pod.mac,
    // Also when the northbound has none: then this is the one that is missing.
    logicalPort: pod.logicalPort ?? `${pod.name}.${pod.namespace}`,
    switchName: pod.subnet,
    router: pod.vpc,
    gatewayIp: router?.networks[0]?.split("/")[0] ?? null,
    gatewayMac: router?.mac ?? null,
  };
}

function gatewayOf({ northbound }: Inventory, subnet: string | null): LogicalRouterPort | null {
  const logicalSwitch = subnet === null ? null : northbound.logicalSwitch(subnet);
  return logicalSwitch === null ? null : (northbound.routerPortsOf(logicalSwitch)[0] ?? null);
}
