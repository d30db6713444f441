import type { ServiceRow } from "../../evidence/destination-rows.ts";
import { isHost, type PlannedEnd, type PlannedService } from "../../evidence/plan.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import { type LoadBalancing, loadBalancerOf } from "../../plan/load-balancer.ts";
import { proxyOf, readyEndpoints } from "../../plan/service-proxy.ts";

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
  const vip = { ip, port, protocol };
  const balancing = isHost(source)
    ? proxyOf(inventory, service, vip)
    : loadBalancerOf(inventory, source, vip);
  return {
    namespace,
    name,
    vip: withPort(ip, port),
    ports: service.ports.map((one) => `${one.protocol.toLowerCase()}/${one.port}`),
    askedPort: `${protocol}/${port}`,
    endpoints: readyEndpoints(inventory, service, vip).map(textOf),
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

/** As the keys and values of load balancers' vips are written (ovn-nb(5)). */
export function withPort(ip: string, port: number): string {
  return ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;
}
