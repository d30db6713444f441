import type { PlannedEnd } from "../../evidence/plan.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import type { LogicalRouterPort } from "../../inventory/ovn/northbound-rows.ts";
import { gatewayPortOf } from "../underlay.ts";
import type { Routed, RoutedPacket } from "./routed.ts";
import { routed } from "./router-decision.ts";

/** One router that a packet passes, and what it decides. */
export interface RouterStep {
  readonly router: string;
  /** Its port by which the packet comes; null when it is not known. */
  readonly inport: string | null;
  readonly routed: Routed;
}

/** How the routers of OVN lead a packet: those of peered VPCs one after the other. */
export interface Way {
  readonly steps: readonly RouterStep[];
  /** Where the last router sends it, on a switch; empty where no router sends it any further. */
  readonly ends: readonly WayEnd[];
  /** Some router's decision could not be told. */
  readonly isUncertain: boolean;
}

export interface WayEnd {
  /** The router's port, and the switch that it leads to; null when it leads to none. */
  readonly outport: string | null;
  readonly switchName: string | null;
  /** The address that the packet is sent to there: its own destination, or the next router's. */
  readonly nexthop: string;
}

/** VPCs are peered in pairs; more than this is a loop. */
const maxRouters = 8;

/** The way of an end's packets to an address, beginning with its own router. */
export function wayOf(inventory: Inventory, source: PlannedEnd, packet: RoutedPacket): Way {
  const steps: RouterStep[] = [];
  let name = source.router;
  let inport = gatewayPortOf(inventory, source.switchName)?.name ?? null;
  while (name !== null && steps.length < maxRouters) {
    const router = inventory.northbound.logicalRouter(name);
    if (router === null) break;
    const step = { router: name, inport, routed: routed(inventory, router, packet, inport) };
    steps.push(step);
    const [first] = step.routed.hops;
    const peer = peerOf(inventory, first?.outport ?? null);
    if (peer === null) return { steps, ends: endsOf(inventory, step), isUncertain: isAny(steps) };
    inport = peer.name;
    name = inventory.northbound.routerOf(peer)?.name ?? null;
  }
  return { steps, ends: [], isUncertain: isAny(steps) };
}

function isAny(steps: readonly RouterStep[]): boolean {
  return steps.some((step) => step.routed.isUncertain);
}

/** The port of the peered router (Vpc `vpcPeerings`); null where a switch is across. */
function peerOf({ northbound }: Inventory, outport: string | null): LogicalRouterPort | null {
  const peer = outport === null ? null : (northbound.routerPort(outport)?.peer ?? null);
  return peer === null ? null : northbound.routerPort(peer);
}

function endsOf({ northbound }: Inventory, step: RouterStep): WayEnd[] {
  return step.routed.hops.map(({ ip, outport }) => {
    const port = outport === null ? null : northbound.routerPort(outport);
    const [across] = port === null ? [] : northbound.switchesAcross(port);
    return { outport, switchName: across?.name ?? null, nexthop: ip };
  });
}
