import type { Protocol } from "../../proto/documents/v1/diagnosis.ts";
import type { PlannedEnd } from "../evidence/plan.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { canonicalIp } from "../inventory/ip-address.ts";

/** What a pod's switch does with packets to a Service's address and port. */
export interface LoadBalancing {
  /** Load balancer of the switch that has the VIP; null when none has. */
  readonly name: string | null;
  /** Load balancers that have the VIP and are not attached to the pod's switch. */
  readonly elsewhere: readonly string[];
  /** A client stays with the backend that it got first (ovn-nb(5), `options:affinity_timeout`). */
  readonly affinity: boolean;
  readonly backends: readonly { readonly ip: string; readonly port: number }[];
}

/**
 * Finds the VIP among the load balancers of a pod's switch (kube-ovn attaches them to every Subnet
 * with `enableLb`; a Service without ready endpoints has no VIP, pkg/controller/endpoint_slice.go).
 */
export function loadBalancerOf(
  { northbound }: Inventory,
  source: PlannedEnd,
  vip: { readonly ip: string; readonly port: number; readonly protocol: Protocol },
): LoadBalancing {
  const key = vip.ip.includes(":") ? `[${vip.ip}]:${vip.port}` : `${vip.ip}:${vip.port}`;
  const having = northbound
    .loadBalancersWithVip(key)
    .filter((balancer) => balancer.protocol === vip.protocol);
  const logicalSwitch =
    source.switchName === null ? null : northbound.logicalSwitch(source.switchName);
  const attached = new Set(
    logicalSwitch === null
      ? []
      : northbound.loadBalancersOf(logicalSwitch).map((balancer) => balancer.uuid),
  );
  const own = having.find((balancer) => attached.has(balancer.uuid));
  const elsewhere = having.filter((balancer) => !attached.has(balancer.uuid));
  return {
    name: own?.name ?? null,
    elsewhere: elsewhere.map((balancer) => balancer.name),
    affinity: Number(own?.options.get("affinity_timeout") ?? 0) > 0,
    backends: (own?.vips.get(key) ?? "").split(",").flatMap((text) => backendOf(text) ?? []),
  };
}

/** Reads `10.16.0.5:8080` or `[fd00::5]:8080`. */
export function backendOf(text: string): { readonly ip: string; readonly port: number } | null {
  const found = /^\[?(?<ip>[^\]]+)\]?:(?<port>\d+)$/.exec(text.trim());
  const ip = canonicalIp(found?.groups?.ip ?? "");
  return ip === null ? null : { ip, port: Number(found?.groups?.port) };
}
