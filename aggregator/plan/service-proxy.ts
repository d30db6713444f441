import type { Protocol } from "../../proto/documents/v1/diagnosis.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { canonicalIp } from "../inventory/ip-address.ts";
import type { EndpointSlice, Service } from "../inventory/kubernetes/objects.ts";
import type { LoadBalancing } from "./load-balancer.ts";

/** An address and port of a Service. */
export interface ServiceAddress {
  readonly ip: string;
  readonly port: number;
  readonly protocol: Protocol;
}

type Backend = LoadBalancing["backends"][number];

/**
 * What a node does with packets of its own to a Service: no switch of OVN with a load balancer is
 * on their way (kube-ovn attaches none to `join`), kube-proxy or what stands in for it has
 * translated them to a ready endpoint before they leave the node.
 */
export function proxyOf(
  inventory: Inventory,
  service: Service,
  address: ServiceAddress,
): LoadBalancing {
  return {
    name: kubeProxy,
    elsewhere: [],
    skipped: null,
    affinity: false,
    hairpinIps: [],
    backends: readyEndpoints(inventory, service, address),
    offline: [],
    local: [],
  };
}

/** Stands where the name of OVN's load balancer does. */
const kubeProxy = "kube-proxy";

/** A Service's ready endpoints of a port, by its EndpointSlices. */
export function readyEndpoints(
  { kubernetes }: Inventory,
  service: Service,
  { ip, port, protocol }: ServiceAddress,
): Backend[] {
  const wanted = service.ports.find(
    (one) => one.port === port && one.protocol.toLowerCase() === protocol,
  );
  if (wanted === undefined) return [];
  const family = ip.includes(":") ? "IPv6" : "IPv4";
  const slices = kubernetes
    .endpointSlicesOf(service)
    .filter(({ addressType }) => addressType === family);
  const all = slices.flatMap((slice) => endpointsOf(slice, wanted.name, protocol));
  // Slices may overlap while the controller moves endpoints from one to another.
  return [...new Map(all.map((one) => [`${one.ip} ${one.port}`, one])).values()];
}

/** A slice's port and a Service's are the same when they have the same name. */
function endpointsOf(slice: EndpointSlice, name: string, protocol: string): Backend[] {
  const ready = slice.endpoints.filter((one) => one.ready).flatMap(({ addresses }) => addresses);
  const ports = slice.ports.filter(
    (one) => one.name === name && one.protocol.toLowerCase() === protocol,
  );
  return ports.flatMap(({ port }) =>
    port === null ? [] : ready.map((address) => ({ ip: canonicalIp(address) ?? address, port })),
  );
}
