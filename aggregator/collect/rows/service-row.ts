import type { ServiceRow } from "../../evidence/destination-rows.ts";
import type { PlannedEnd, PlannedService } from "../../evidence/plan.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import type { EndpointSlice, Service } from "../../inventory/kubernetes/objects.ts";
import { type LoadBalancing, loadBalancerOf } from "../../plan/load-balancer.ts";

type TransportProtocol = "tcp" | "udp";

/** What Kubernetes and OVN say of a Service's port; null when the Service is gone. */
export function serviceRow(
  inventory: Inventory,
  source: PlannedEnd,
  asked: PlannedService,
  protocol: TransportProtocol,
): ServiceRow | null {
  const { namespace, name, ip, port } = asked;
  const service = inventory.kubernetes.service(namespace, name);
  if (service === null) return null;
  const balancing = loadBalancerOf(inventory, source, { ip, port, protocol });
  return {
    namespace,
    name,
    vip: withPort(ip, port),
    ports: service.ports.map((one) => `${one.protocol.toLowerCase()}/${one.port}`),
    askedPort: `${protocol}/${port}`,
    endpoints: readyEndpoints(inventory, service, asked, protocol),
    balancer: balancing.name,
    elsewhere: balancing.elsewhere,
    skipped: balancing.skipped,
    backends: balancing.backends.map(textOf),
    offline: balancing.offline.map(textOf),
    local: balancing.local.map(textOf),
  };
}

function textOf({ ip, port }: LoadBalancing["backends"][number]): string {
  return withPort(ip, port);
}

function readyEndpoints(
  inventory: Inventory,
  service: Service,
  { ip, port }: PlannedService,
  protocol: TransportProtocol,
): string[] {
  const wanted = service.ports.find(
    (one) => one.port === port && one.protocol.toLowerCase() === protocol,
  );
  if (wanted === undefined) return [];
  const family = ip.includes(":") ? "IPv6" : "IPv4";
  const slices = inventory.kubernetes
    .endpointSlicesOf(service)
    .filter(({ addressType }) => addressType === family);
  // Slices may overlap while the controller moves endpoints from one to another.
  return [...new Set(slices.flatMap((slice) => endpointsOf(slice, wanted.name, protocol)))];
}

/** A slice's port and a Service's are the same when they have the same name. */
function endpointsOf(slice: EndpointSlice, name: string, protocol: string): string[] {
  const ports = slice.ports.filter(
    (one) => one.name === name && one.protocol.toLowerCase() === protocol,
  );
  return ports.flatMap(({ port }) =>
    port === null
      ? []
      : slice.endpoints
          .filter(({ ready }) => ready)
          .flatMap(({ addresses }) => addresses.map((address) => withPort(address, port))),
  );
}

/** As the keys and values of load balancers' vips are written (ovn-nb(5)). */
export function withPort(ip: string, port: number): string {
  return ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;
}
