import { reason } from "../../proto/reasons/index.ts";
import type { Plan, PlannedBackend, PlannedEnd, PlannedService } from "../evidence/plan.ts";
import type { PodEndpoint, ServiceEndpoint } from "../inventory/endpoints/endpoints.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { addressEnd, hostEnd, podEnd } from "./ends.ts";
import { commonFamily } from "./family.ts";
import { loadBalancerOf } from "./load-balancer.ts";
import {
  type Far,
  hostFar,
  nearEnd,
  type Path,
  type PlannedPath,
  pathBetween,
  podFar,
} from "./path.ts";
import { PlanError } from "./plan-error.ts";
import type { PathRequest } from "./request.ts";
import { serviceTraffic } from "./traffic.ts";
import { isUnderlay } from "./underlay.ts";

/** More backends than this are not watched; a diagnosis sends fewer probes than that. */
const maxBackends = 16;

export interface ServicePathRequest {
  readonly source: PodEndpoint;
  readonly to: ServiceEndpoint;
  readonly named: Plan["named"];
  readonly request: PathRequest;
}

/**
 * The path to a Service's address. Which backend gets the packets is known when they were sent:
 * until then the path leads to the first.
 *
 * @throws {PlanError} NOT_SUPPORTED, NO_COMMON_FAMILY.
 */
export function pathToService(inventory: Inventory, asked: ServicePathRequest): PlannedPath {
  const { source, to, named, request } = asked;
  const { protocol, port } = serviceTraffic(to, request);
  if (to.ips.length === 0) throw headless(to);
  const [sourceIp, ip] = commonFamily(source, to, request.family);
  const near = nearEnd(inventory, source, sourceIp);
  const balancer = loadBalancerOf(inventory, near, { ip, port, protocol });
  const backends = balancer.backends.slice(0, maxBackends).map((backend) => ({
    ...backend,
    end: endOf(inventory, backend.ip, near),
  }));
  const service: PlannedService = {
    namespace: to.namespace,
    name: to.name,
    ip,
    port,
    affinity: balancer.affinity,
    backends,
  };
  const first = backends[0] ?? null;
  return { path: pathToBackend(inventory, { near, service, named }, first), protocol, port };
}

/** The path that packets take when the load balancer sends them to that backend; null for none. */
export function pathToBackend(
  inventory: Inventory,
  given: {
    readonly near: PlannedEnd;
    readonly service: PlannedService;
    readonly named: Plan["named"];
  },
  backend: PlannedBackend | null,
): Path {
  const { near, service, named } = given;
  const far = farOf(inventory, near, backend, service.ip);
  const path = pathBetween(inventory, near, far, { named, port: backend?.port ?? null });
  const addresses = service.backends.map((one) => one.ip);
  const ports = service.backends.map((one) => one.port);
  return {
    ...path,
    service,
    conversation: {
      sources: path.conversation.sources,
      destinations: [...new Set([service.ip, ...addresses])],
      ports: [...new Set([service.port, ...ports])],
    },
  };
}

/** Translated packets go on by the client's own way to the backend, wherever that leads. */
function farOf(
  inventory: Inventory,
  near: PlannedEnd,
  backend: PlannedBackend | null,
  vip: string,
): Far {
  const end = backend?.end ?? null;
  if (end === null) return { end: addressEnd(backend?.ip ?? vip), exit: "none" };
  if (end.attachment === "veth") return podFar(inventory, near, end);
  return isUnderlay(inventory, near.switchName)
    ? hostFar(inventory, near, end)
    : { end, exit: "host" };
}

/** A Service's plan for one of its backends: the path leads there, and so do further probes. */
export function toBackend(inventory: Inventory, plan: Plan, backend: PlannedBackend): Plan {
  const { source, service, named } = plan;
  if (service === null) return plan;
  const path = pathToBackend(inventory, { near: source, service, named }, backend);
  const destination = path.destination.ip;
  const series = plan.series.map((one) =>
    one.destination === service.ip ? one : { ...one, destination },
  );
  return { ...plan, ...path, series };
}

/**
 * The pod, or the node, that has a backend's address; null when nothing has. Of pods in several
 * VPCs it is the one that the client's router leads to.
 */
function endOf(inventory: Inventory, ip: string, near: PlannedEnd): PlannedEnd | null {
  const { kubernetes } = inventory;
  const pods = kubernetes.podsWithIp(ip).flatMap(({ namespace, name }) => {
    const endpoint = inventory.endpoint(`pod/${namespace}/${name}`);
    return endpoint.kind === "Pod" ? [podEnd(inventory, endpoint, ip)] : [];
  });
  const [pod] = pods;
  if (pod !== undefined) return pods.find(({ router }) => router === near.router) ?? pod;
  const [node] = kubernetes.nodesWithIp(ip);
  if (node === undefined) return null;
  const endpoint = inventory.endpoint(`node/${node.name}`);
  return endpoint.kind === "Node" ? hostEnd(inventory, endpoint, ip) : null;
}

function headless({ namespace, name, service }: ServiceEndpoint): PlanError {
  const isAlias = service.type === "ExternalName";
  const code = isAlias ? "SERVICE_ALIAS_NOT_SUPPORTED" : "SERVICE_HEADLESS_NOT_SUPPORTED";
  return new PlanError(reason(code, { service: `${namespace}/${name}` }));
}
