import { inParallel } from "../../lib/in-parallel.ts";
import type { Lab } from "../context.ts";
import { usageError } from "../errors.ts";
import { pidOf } from "../processes/supervise.ts";
import { daemonName, endController } from "./processes.ts";

/**
 * What a fault is on a lab that Kube-OVN's own programs wrote. Most break what Kube-OVN looks after
 * only when an object changes; where it looks again by itself, it is stopped first.
 */
export type OnKubeOvn =
  | { readonly applies: true; readonly stops: readonly Stopped[] }
  /** Why not, for people. */
  | { readonly applies: false; readonly because: string };

/** Ended: it would not survive a pause, as its lease runs out. */
type Stopped = "controller" | "daemons";

const controller: readonly Stopped[] = ["controller"];
const daemons: readonly Stopped[] = ["daemons"];

const ownRows = "the lab writes rows into NB that the controller makes of objects of its own";

/** By the fault's name; all others apply, and nothing is stopped for them. */
export const treatments: Readonly<Record<string, readonly Stopped[] | string>> = {
  // It makes ports anew that are gone, every 20 s (pkg/controller/inspection.go).
  "logical-port-missing": controller,
  "logical-port-disabled": controller,
  "logical-mac-wrong": controller,
  "port-security": controller,
  "port-not-activated": controller,
  "duplicate-logical-address": controller,
  "duplicate-address-answers": controller,
  "duplicate-mac": controller,
  "virtual-address-nobody": controller,
  "virtual-address-port-security": controller,
  "northd-paused-new-port": controller,
  "ovn-controller-paused-new-port": controller,
  "gateway-port-missing": controller,
  "router-port-missing": controller,
  "vpc-route-missing": controller,
  "router-policy-drop": controller,
  "router-policy-reroute": controller,
  "static-route-wrong-nexthop": controller,
  "gateway-policy-dead-node": controller,
  "gateway-port-group-missing": controller,
  "subnet-acl-deny": controller,
  "ipv6-acl-deny": controller,
  "provider-vlan-wrong": controller,
  "joined-vlan-wrong": controller,
  "joined-gateway-policy-missing": controller,
  "vpc-snat-missing": controller,
  "vpc-snat-stale": controller,
  "vpc-floating-address-moved": controller,
  "vpc-floating-address-unused": controller,
  "vpc-dnat-moved": controller,
  "vpc-external-policy-missing": controller,
  "vpc-gateway-chassis-offline": controller,
  "conntrack-full": controller,
  "conntrack-zone-limit": controller,
  "service-backend-stale": controller,
  "service-no-endpoints": controller,
  "service-vip-missing": controller,
  "service-load-balancer-detached": controller,
  "service-port-mismatch": controller,
  "service-target-port-wrong": controller,
  // It would take the port and the address of a pod that has ended.
  "pod-ended": controller,
  "pod-not-scheduled": controller,
  "pod-without-address": controller,
  "pod-not-routed": controller,
  "pod-crash-loop": controller,
  "pod-not-ready": controller,
  "node-offline": controller,
  // They set firewall, routes and ovn0 every 3 s, and interfaces that a pod has lost.
  "gateway-no-masquerade": daemons,
  "gateway-no-masquerade-centralized": daemons,
  "gateway-not-forwarding": daemons,
  "gateway-not-forwarding-centralized": daemons,
  "gateway-interface-down": daemons,
  "gateway-uplink-down": daemons,
  "gateway-no-route": daemons,
  "gateway-reverse-route-missing": daemons,
  "node-route-missing": daemons,
  "node-route-elsewhere": daemons,
  "node-address-wrong": daemons,
  "node-ovn-down": daemons,
  "pod-probe-wrong-port": controller,
  "encap-ip-wrong": daemons,
  "encap-ip-wrong-source": daemons,
  "encap-ip-gone": daemons,
  "port-not-bound": daemons,
  "port-not-on-bridge": daemons,
  "port-device-gone": daemons,
  "bridge-mapping-missing": daemons,
  "provider-nic-down": daemons,
  "provider-nic-not-in-bridge": daemons,
  "vpc-gateway-nic-not-in-bridge": daemons,
  "qos-rate-limit": controller,
  "qos-burst-small": controller,
  // What cannot be shared.
  "security-group-deny": ownRows,
  "admin-policy-deny": ownRows,
  "baseline-admin-policy-deny": ownRows,
  "northbound-no-leader": "the controller ends when its database does, and takes minutes to return",
};

export function onKubeOvn(fault: string): OnKubeOvn {
  const found = treatments[fault] ?? [];
  return typeof found === "string"
    ? { applies: false, because: `not on a real Kube-OVN, because ${found}` }
    : { applies: true, stops: found };
}

/** @throws {LabError} USAGE when the fault makes no sense on the lab. */
export function requireApplicable(lab: Lab, fault: string): void {
  const is = onKubeOvn(fault);
  if (lab.kubeOvn === null || is.applies) return;
  throw usageError(`Cannot inject ${fault}: ${is.because}`);
}

/** Stops what would heal the fault at once; `clear` starts it again. */
export async function stopHealers(lab: Lab, fault: string): Promise<void> {
  const is = onKubeOvn(fault);
  if (lab.kubeOvn === null || !is.applies) return;
  if (is.stops.includes("controller")) await endController(lab);
  if (!is.stops.includes("daemons")) return;
  await inParallel(lab.topology.nodes, async (node) => {
    const pid = pidOf(lab, daemonName(node));
    if (pid !== undefined) process.kill(pid, "SIGSTOP");
  });
}
