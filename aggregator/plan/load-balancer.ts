import type { Protocol } from "../../proto/documents/v1/diagnosis.ts";
import type { PlannedEnd } from "../evidence/plan.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { canonicalIp } from "../inventory/ip-address.ts";
import type { LoadBalancer } from "../inventory/ovn/northbound-rows.ts";
import { type SkippedRange, skippedRange } from "./skipped-vip.ts";

/** What a pod's switch does with packets to a Service's address and port. */
export interface LoadBalancing {
  /** Load balancer of the switch that has the VIP; null when none has. */
  readonly name: string | null;
  /** Load balancers that have the VIP and are not attached to the pod's switch. */
  readonly elsewhere: readonly string[];
  /** The range that keeps the switch from balancing packets to the VIP; null for none. */
  readonly skipped: SkippedRange | null;
  /** A client stays with the backend that it got first (ovn-nb(5), `options:affinity_timeout`). */
  readonly affinity: boolean;
  /** By what a pod comes to itself, if not by the VIP (ovn-nb(5), `options:hairpin_snat_ip`). */
  readonly hairpinIps: readonly string[];
  /** What the VIP leads to, in the order of the row. */
  readonly backends: readonly Backend[];
  /** Of these, those that get no packet: their health check failed. */
  readonly offline: readonly Backend[];
  /**
   * The backends on the client's node, where the load balancer prefers these and there are any
   * (`options:prefer_local_backend` of Kube-OVN's OVN); else empty.
   */
  readonly local: readonly Backend[];
}

interface Backend {
  readonly ip: string;
  readonly port: number;
}

/**
 * Finds the VIP among the load balancers of a pod's switch (kube-ovn attaches them to every Subnet
 * with `enableLb`; a Service without ready endpoints has no VIP, pkg/controller/endpoint_slice.go).
 */
export function loadBalancerOf(
  inventory: Inventory,
  source: PlannedEnd,
  vip: { readonly ip: string; readonly port: number; readonly protocol: Protocol },
): LoadBalancing {
  const { northbound } = inventory;
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
  const skipped = skippedRange(inventory, source.switchName, vip.ip);
  const listed = (own?.vips.get(key) ?? "").split(",").flatMap((text) => backendOf(text) ?? []);
  const backends = skipped === null ? listed : [];
  return {
    name: own?.name ?? null,
    skipped,
    elsewhere: elsewhere.map((balancer) => balancer.name),
    affinity: Number(own?.options.get("affinity_timeout") ?? 0) > 0,
    hairpinIps: wordsOf(own?.options.get("hairpin_snat_ip")).filter(
      (ip) => ip.includes(":") === vip.ip.includes(":"),
    ),
    backends,
    offline:
      own !== undefined && northbound.isHealthChecked(own, key)
        ? backends.filter((one) => isOffline(inventory, own, one))
        : [],
    local:
      own?.options.get("prefer_local_backend") === "true"
        ? backends.filter(({ ip }) => isOnNode(inventory, own, ip, source.node))
        : [],
  };
}

/**
 * ovn-northd leaves a backend out whose Service_Monitor has another status than `online`; one
 * without a mapping is not checked, one without a status counts as online (northd/northd.c).
 */
function isOffline({ southbound }: Inventory, balancer: LoadBalancer, backend: Backend): boolean {
  const port = mappedPort(balancer, backend.ip);
  return southbound
    .serviceMonitors(backend.ip)
    .some(
      (one) =>
        one.logicalPort === port &&
        one.port === backend.port &&
        one.protocol === balancer.protocol &&
        one.status !== "" &&
        one.status !== "online",
    );
}

function isOnNode(
  { southbound }: Inventory,
  balancer: LoadBalancer,
  ip: string,
  node: string | null,
): boolean {
  const binding = southbound.portBinding(mappedPort(balancer, ip) ?? "");
  const chassis = binding === null ? null : southbound.chassisOf(binding);
  return chassis !== null && chassis.hostname === node;
}

/** The logical port of a backend in `ip_port_mappings`: "r1.red:10.20.0.3", IPv6 in brackets. */
function mappedPort({ ipPortMappings }: LoadBalancer, ip: string): string | null {
  const text = ipPortMappings.get(ip) ?? ipPortMappings.get(`[${ip}]`) ?? "";
  return /^"?(?<port>[^":]+)/.exec(text)?.groups?.port ?? null;
}

function wordsOf(text = ""): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

/** Reads `10.16.0.5:8080` or `[fd00::5]:8080`. */
export function backendOf(text: string): { readonly ip: string; readonly port: number } | null {
  const found = /^\[?(?<ip>[^\]]+)\]?:(?<port>\d+)$/.exec(text.trim());
  const ip = canonicalIp(found?.groups?.ip ?? "");
  return ip === null ? null : { ip, port: Number(found?.groups?.port) };
}
