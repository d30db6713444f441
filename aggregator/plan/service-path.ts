import type { Protocol } from "../../proto/documents/v1/diagnosis.ts";
import { reason } from "../../proto/reasons/index.ts";
import {
  isHairpin,
  isHost,
  type Plan,
  type PlannedBackend,
  type PlannedEnd,
  type PlannedService,
} from "../evidence/plan.ts";
import type { ServiceEndpoint, SourceEndpoint } from "../inventory/endpoints/endpoints.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { addressEnd, hostEnd, podEnd } from "./ends.ts";
import { commonFamily } from "./family.ts";
import { hostNear, isOnHost } from "./host-source.ts";
import { type LoadBalancing, loadBalancerOf } from "./load-balancer.ts";
import {
  type Far,
  hostFar,
  nearEnd,
  nicFar,
  type Path,
  type PlannedPath,
  pathBetween,
  podFar,
} from "./path.ts";
import { PlanError } from "./plan-error.ts";
import type { PathRequest } from "./request.ts";
import { proxyOf } from "./service-proxy.ts";
import { serviceTraffic } from "./traffic.ts";
import { isUnderlay } from "./underlay.ts";

/**
 * Backends beyond the first of these numbers are known by their address only until one turns out to
 * matter; those beyond the second are not known at all.
 */
const most = { examined: 16, known: 1_024 } as const;

export interface ServicePathRequest {
  readonly source: SourceEndpoint;
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
  const near = nearEnd(inventory, source, sourceIp, ip);
  const vip = { ip, port, protocol };
  const balancer = isHost(near)
    ? proxyOf(inventory, to.service, vip)
    : loadBalancerOf(inventory, near, vip);
  const backends = liveBackends(balancer)
    .slice(0, most.known)
    .map((backend, index) =>
      index < most.examined
        ? { ...backend, end: endOf(inventory, backend.ip, nearOf(inventory, near, backend)) }
        : { ...backend, end: null, isUnexamined: true as const },
    );
  const service: PlannedService = {
    namespace: to.namespace,
    name: to.name,
    ip,
    port,
    affinity: balancer.affinity,
    ...(balancer.hairpinIps.length === 0 ? {} : { hairpinIps: balancer.hairpinIps }),
    backends,
  };
  const first = backends[0] ?? null;
  return {
    path: pathToBackend(inventory, { near, service, named, protocol }, first),
    protocol,
    port,
  };
}

/** Those that get packets, the ones that the client's node prefers first. */
function liveBackends({ backends, offline, local }: LoadBalancing): LoadBalancing["backends"] {
  const live = backends.filter((one) => !offline.includes(one));
  return [
    ...live.filter((one) => local.includes(one)),
    ...live.filter((one) => !local.includes(one)),
  ];
}

/** The path that packets take when the load balancer sends them to that backend; null for none. */
export function pathToBackend(
  inventory: Inventory,
  given: {
    readonly near: PlannedEnd;
    readonly service: PlannedService;
    readonly named: Plan["named"];
    readonly protocol: Protocol;
  },
  backend: PlannedBackend | null,
): Path {
  const { service, named } = given;
  const near = nearOf(inventory, given.near, backend);
  const far = farOf(inventory, { ...given, near }, backend);
  const path = pathBetween(inventory, near, far, { named, port: backend?.port ?? null });
  const addresses = service.backends.map((one) => one.ip);
  const ports = service.backends.map((one) => one.port);
  // To itself a pod comes as the Service, or as what `hairpin_snat_ip` says (ovn-nb(5)).
  const reflected = addresses.includes(near.ip) ? [service.ip, ...(service.hairpinIps ?? [])] : [];
  return {
    ...path,
    service,
    conversation: {
      sources: [...new Set([...path.conversation.sources, ...reflected])],
      destinations: [...new Set([service.ip, ...addresses])],
      ports: [...new Set([service.port, ...ports])],
    },
  };
}

/** A node chooses its way when the address is translated: by `ovn0` to some backends only. */
function nearOf(
  inventory: Inventory,
  near: PlannedEnd,
  backend: Pick<PlannedBackend, "ip"> | null,
): PlannedEnd {
  if (!isHost(near) || backend === null) return near;
  const { kind, namespace, name } = near;
  const from = inventory.endpoint(kind === "Pod" ? `pod/${namespace}/${name}` : `node/${name}`);
  return isOnHost(from) ? hostNear(inventory, from, near.ip, backend.ip) : near;
}

/** Translated packets go on by the client's own way to the backend, wherever that leads. */
function farOf(
  inventory: Inventory,
  given: {
    readonly near: PlannedEnd;
    readonly service: PlannedService;
    readonly protocol: Protocol;
  },
  backend: PlannedBackend | null,
): Far {
  const { near, service, protocol } = given;
  const end = (backend?.isUnexamined ? endOf(inventory, backend.ip, near) : backend?.end) ?? null;
  if (end === null) {
    // What is no pod's and no node's is outside the cluster, where a NIC leads: an API server, say.
    const exit = near.attachment === "nic" && backend !== null ? "outside" : "none";
    return { end: addressEnd(backend?.ip ?? service.ip), exit };
  }
  const traffic = { protocol, port: backend?.port ?? null };
  if (near.attachment === "nic") return nicFar(inventory, near, byNic(end), traffic);
  if (end.attachment === "veth") return podFar(inventory, near, end, traffic);
  return isUnderlay(inventory, near.switchName)
    ? hostFar(inventory, near, end, traffic)
    : { end, exit: "host" };
}

/** A backend on the host network, as what is sent by a NIC comes to it. */
function byNic(end: PlannedEnd): PlannedEnd {
  if (!isHost(end)) return end;
  const { kind, namespace, name, node, ip } = end;
  return { ...addressEnd(ip), attachment: "nic", kind, namespace, name, node };
}

/** A Service's plan for one of its backends: the path leads there, and so do further probes. */
export function toBackend(inventory: Inventory, plan: Plan, backend: PlannedBackend): Plan {
  const { source, service, named } = plan;
  if (service === null) return plan;
  const { protocol } = plan.traffic;
  const path = pathToBackend(inventory, { near: source, service, named, protocol }, backend);
  const destination = path.destination.ip;
  // What a pod sends to its own address never leaves it.
  const wanted = plan.series.filter((one) => one.destination === service.ip || !isHairpin(path));
  const series = wanted.map((one) =>
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
