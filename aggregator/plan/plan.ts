import type { EndpointSummary } from "../../proto/documents/v1/diagnosis.ts";
import { reason } from "../../proto/reasons/index.ts";
import type { Plan, PlannedSeries } from "../evidence/plan.ts";
import type { Endpoint, PodEndpoint, SourceEndpoint } from "../inventory/endpoints/endpoints.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { commonFamily } from "./family.ts";
import { heldFar } from "./held-address.ts";
import { refuseOwnNode } from "./host-source.ts";
import { farEnd, nearEnd, type PlannedPath, pathBetween } from "./path.ts";
import { PlanError } from "./plan-error.ts";
import type { ProbeIdentifiers } from "./probe-identifiers.ts";
import { withPodProbe } from "./probed-traffic.ts";
import type { DiagnosisRequest, PathRequest } from "./request.ts";
import { defaultCount, plannedSeries } from "./series-plan.ts";
import { pathToService } from "./service-path.ts";
import { directTraffic } from "./traffic.ts";
import { unplacedPath } from "./unplaced-path.ts";

/**
 * Turns a request into a plan.
 *
 * @throws {EndpointError} when an end is not known, {PlanError} when no path can be planned.
 */
export function makePlan(
  inventory: Inventory,
  request: DiagnosisRequest,
  identifiers: ProbeIdentifiers,
): Plan {
  const unplaced = pathOfUnplaced(inventory, request);
  const planned = unplaced ?? planPath(inventory, request);
  const { path, protocol, port, httpPath = request.httpPath } = planned;
  const passive = request.passive;
  const traffic = {
    protocol,
    port,
    mode: passive ? ("passive" as const) : ("active" as const),
    count: request.count ?? defaultCount(path),
    size: request.size,
    ...(httpPath === "" ? {} : { http: httpPath }),
  };
  const sendsNothing = passive || unplaced !== null;
  const series: readonly PlannedSeries[] = sendsNothing
    ? []
    : plannedSeries(path, traffic, identifiers);
  return { ...path, traffic, series, errorText: request.errorText };
}

/**
 * Both ends and how they are related; a trace needs no more.
 *
 * @throws {EndpointError | PlanError}
 */
export function planPath(inventory: Inventory, request: PathRequest): PlannedPath {
  const asked = sourceOf(inventory, request);
  const meant = inventory.endpoint(request.destination, request.namespace, asked);
  const isByOther = asked.kind === "Pod" && asked.interface !== null && meant.kind === "Pod";
  const to = isByOther ? inventory.inSubnet(meant, asked.subnet) : meant;
  const from = byAttached(inventory, asked, to);
  const source = placed(from);
  const named = { source: summaryOf(from), destination: summaryOf(to) };
  if (to.kind === "Service") {
    return pathToService(inventory, { source, to, named, request });
  }
  const probed = withPodProbe(from, to, request);
  const { protocol, port } = directTraffic(probed);
  refuseSelf(source, to);
  refuseOwnNode(source, to);
  const target = to.kind === "Pod" ? placed(to) : to;
  const [sourceIp, ip] = commonFamily(from, to, request.family);
  const end = nearEnd(inventory, source, sourceIp, ip);
  const far =
    target.kind === "Address" && target.subnet !== undefined
      ? heldFar(inventory, end, { ip, subnet: target.subnet }, { protocol, port })
      : farEnd(inventory, end, target, ip, { protocol, port });
  const path = pathBetween(inventory, end, far, { named, port });
  return { path, protocol, port, httpPath: probed.httpPath };
}

/** To an address on an attached network a pod sends by its own interface there, if it has one. */
function byAttached(inventory: Inventory, from: SourceEndpoint, to: Endpoint): SourceEndpoint {
  const isAttached = to.kind === "Pod" && to.interface !== null;
  if (from.kind !== "Pod" || from.interface !== null || !isAttached) return from;
  return inventory.inSubnet(from, to.subnet);
}

/** @throws {PlanError} for what sends nothing, or has no such interface. */
function sourceOf(inventory: Inventory, request: PathRequest): SourceEndpoint {
  const first = inventory.endpoint(request.source, request.namespace);
  if (first.kind === "Service" || first.kind === "Address") throw noSource(first);
  if (request.interface === null) return first;
  if (first.kind === "Pod") return inventory.onInterface(first, request.interface);
  throw new PlanError(reason("NODE_INTERFACE_NOT_CHOSEN", { node: first.name }));
}

/** Null when both ends are where packets can be sent. */
function pathOfUnplaced(inventory: Inventory, request: PathRequest): PlannedPath | null {
  const from = inventory.endpoint(request.source, request.namespace);
  const near = from.kind === "Pod" || from.kind === "Node" ? from : undefined;
  const to = inventory.endpoint(request.destination, request.namespace, near);
  refuseSelf(from, to);
  const named = { source: summaryOf(from), destination: summaryOf(to) };
  return unplacedPath(inventory, request, { from, to, named });
}

function placed<End extends SourceEndpoint>(end: End): End {
  if (end.kind === "Node") return end;
  const pod: PodEndpoint = end;
  if (pod.ips.length > 0 && pod.node !== null) return end;
  const { namespace, name } = pod;
  const why = reason(pod.node === null ? "POD_ON_NO_NODE" : "POD_WITHOUT_ADDRESS", {});
  throw new PlanError(reason("POD_NETWORK_NOT_READY", { namespace, name, why }));
}

function noSource(endpoint: Exclude<Endpoint, SourceEndpoint>): PlanError {
  const { kind } = endpoint;
  return new PlanError(reason("SOURCE_NOT_SUPPORTED", { kind, name: nameOf(endpoint) }));
}

function refuseSelf(from: Endpoint, to: Endpoint): void {
  if (from.kind !== to.kind || nameOf(from) !== nameOf(to)) return;
  throw new PlanError(reason("SAME_ENDPOINT", { name: nameOf(from) }));
}

function nameOf(endpoint: Endpoint): string {
  return "namespace" in endpoint ? `${endpoint.namespace}/${endpoint.name}` : endpoint.name;
}

/** What the user named, as the document tells it. */
function summaryOf(endpoint: Endpoint): EndpointSummary {
  const { kind, name, ips } = endpoint;
  return {
    kind,
    namespace: "namespace" in endpoint ? endpoint.namespace : null,
    name,
    node: "node" in endpoint ? endpoint.node : null,
    ips,
    logicalPort: logicalPortOf(endpoint),
  };
}

function logicalPortOf(endpoint: Endpoint): string | null {
  if (endpoint.kind !== "Pod" && endpoint.kind !== "Node") return null;
  return endpoint.logicalPort ?? endpoint.expectedLogicalPort;
}
