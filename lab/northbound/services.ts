import type { DesiredRow } from "../ovsdb/desired.ts";
import { type AddressFamily, familyOf } from "../topology/addresses.ts";
import { affinitySeconds, clusterIpsOf, headless, type ServiceSpec } from "../topology/services.ts";
import type { Topology } from "../topology/specs.ts";
import { addressesOf, customVpcs, vpc } from "../topology/topology.ts";

const protocols = ["tcp", "udp", "sctp"] as const;

/** Load balancers that Kube-OVN attaches to every Subnet of a VPC but `join`. */
export function loadBalancersOf(router: string): string[] {
  return protocols.flatMap((protocol) => Object.values(loadBalancerNames(router, protocol)));
}

function loadBalancerNames(router: string, protocol: string): { usual: string; sticky: string } {
  if (router === vpc) {
    const usual = `cluster-${protocol}-loadbalancer`;
    return { usual, sticky: `cluster-${protocol}-session-loadbalancer` };
  }
  // Kube-OVN pkg/controller/vpc.go GenVpcLoadBalancer
  return {
    usual: `vpc-${router}-${protocol}-load`,
    sticky: `vpc-${router}-${protocol}-sess-load`,
  };
}

/**
 * The load balancers of every VPC (Kube-OVN pkg/controller/init.go initLB); the lab's Services are
 * all of the default one.
 */
export function serviceRows(topology: Topology): DesiredRow[] {
  return [vpc, ...customVpcs(topology)].flatMap((router) => {
    const services = router === vpc ? topology.services : [];
    return protocols.flatMap((protocol) => {
      const { usual, sticky } = loadBalancerNames(router, protocol);
      const flushed = protocol === "udp" ? { ct_flush: "true" } : {};
      return [
        loadBalancer(usual, {
          protocol: [protocol],
          vips: { map: vipsOf(topology, services, protocol, false) },
          options: { map: { ...preference, ...flushed } },
        }),
        loadBalancer(sticky, {
          protocol: [protocol],
          vips: { map: vipsOf(topology, services, protocol, true) },
          selection_fields: ["ip_src", "ipv6_src"],
          options: { map: { ...preference, affinity_timeout: String(affinitySeconds) } },
        }),
      ];
    });
  });
}

/** An option of Kube-OVN's own OVN, which it writes to all; others ignore it. */
const preference = { prefer_local_backend: "false" };

function loadBalancer(name: string, columns: DesiredRow["columns"]): DesiredRow {
  const externalIds = { map: { vendor: "kube-ovn" } };
  return {
    table: "Load_Balancer",
    key: name,
    columns: { name, external_ids: externalIds, ...columns },
  };
}

/** A Service without endpoints, and a headless one, has no VIP (endpoint_slice.go). */
function vipsOf(
  topology: Topology,
  services: readonly ServiceSpec[],
  protocol: string,
  sticky: boolean,
): Record<string, string> {
  const vips: Record<string, string> = {};
  const balanced = services.filter((service) => service.sticky === sticky);
  for (const service of balanced.filter(({ clusterIp }) => clusterIp !== headless)) {
    for (const { port, targetPort, protocol: transport } of service.ports) {
      if (transport !== protocol) continue;
      for (const ip of clusterIpsOf(service)) {
        const addresses = backendAddresses(topology, service, familyOf(ip));
        if (addresses.length === 0) continue;
        const backends = addresses.map((address) => withPort(address, targetPort));
        vips[withPort(ip, port)] = backends.join(",");
      }
    }
  }
  return vips;
}

/** Addresses of the pods behind a Service. */
export function backendAddresses(
  topology: Topology,
  service: ServiceSpec,
  family: AddressFamily,
): string[] {
  return [...topology.pods, ...topology.hostPods]
    .filter((pod) => pod.namespace === service.namespace && service.backends.includes(pod.name))
    .flatMap((pod) => addressesOf(pod).map(({ ip }) => ip))
    .filter((ip) => familyOf(ip) === family);
}

function withPort(ip: string, port: number): string {
  return ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;
}
