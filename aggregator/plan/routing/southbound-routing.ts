import type { Inventory } from "../../inventory/inventory.ts";
import type { LogicalRouter } from "../../inventory/ovn/northbound-rows.ts";
import type { DatapathBinding, LogicalFlow } from "../../inventory/ovn/southbound-rows.ts";
import { matchNames } from "../../ovn-language/acl-evaluation.ts";
import type { MatchedPacket, MatchNames } from "../../ovn-language/match-evaluation.ts";
import { parseRoutingActions, type RoutingActions } from "../../ovn-language/routing-actions.ts";
import { decidingFlow } from "../../ovn-language/stage-evaluation.ts";
import { type Hop, matchedPacketOf, type Routed, type RoutedPacket } from "./routed.ts";

/**
 * Where a router sends a packet, by the logical flows that ovn-northd made of its ports, routes and
 * policies: in which order these apply differs between releases of OVN, and Kube-OVN's patches
 * change it. Policies come after routing and overrule it (ovn-northd(8), router ingress).
 *
 * Null when the flows do not tell: there are none, or one that comes first is not understood.
 */
export function southboundRouting(
  inventory: Inventory,
  router: LogicalRouter,
  packet: RoutedPacket,
  inport: string | null,
): Routed | null {
  const datapath = inventory.southbound.datapathOf(router);
  if (datapath === null) return null;
  const stages = new RoutingStages(inventory, datapath, matchedPacketOf(packet, inport));
  const start = stages.decide("lr_in_ip_routing_pre", new Map());
  if (start === null) return null;
  const registers = start === "none" ? new Map<string, number>() : registersOf(start, new Map());
  const routed = stages.hops("lr_in_ip_routing", registers);
  if (routed === null || routed === "none") return null; // every router has a flow for the rest
  const route = routeOf(routed, packet);
  if (route.kind === "none") return route;
  const overruled = stages.hops("lr_in_policy", registers);
  if (overruled === null) return { ...route, isUncertain: true };
  return (overruled === "none" ? null : policyOf(overruled, packet)) ?? route;
}

/** The flow that decided in a stage, and where its packets go. */
interface StageHops {
  readonly flow: LogicalFlow;
  readonly actions: readonly RoutingActions[];
  readonly isUncertain: boolean;
}

interface Decided {
  readonly flow: LogicalFlow;
  readonly actions: RoutingActions;
  readonly isUncertain: boolean;
}

type Registers = ReadonlyMap<string, number>;

class RoutingStages {
  readonly #inventory: Inventory;
  readonly #datapath: DatapathBinding;
  readonly #packet: MatchedPacket;
  readonly #names: MatchNames;

  constructor(inventory: Inventory, datapath: DatapathBinding, packet: MatchedPacket) {
    this.#inventory = inventory;
    this.#datapath = datapath;
    this.#packet = packet;
    this.#names = matchNames(inventory.northbound);
  }

  /** Null when it cannot be told. */
  decide(stage: string, registers: Registers): Decided | "none" | null {
    const flows = this.#inventory.southbound.routingFlows(this.#datapath, stage);
    const decision = decidingFlow(
      flows,
      { ...this.#packet, fields: fieldsOf(registers) },
      this.#names,
    );
    if (decision.kind === "none") return "none";
    if (decision.kind === "unknown") return null;
    const [flow, ...others] = decision.flows;
    const actions = parseRoutingActions(flow.actions);
    const isUncertain = others.some((one) => one.actions !== flow.actions);
    return actions === null ? null : { flow, actions, isUncertain };
  }

  /** The same, with the members of an ECMP group in the place of the group. */
  hops(stage: string, registers: Registers): StageHops | "none" | null {
    const decided = this.decide(stage, registers);
    if (decided === null || decided === "none") return decided;
    const { flow, actions, isUncertain } = decided;
    const { select } = actions;
    if (select === null) return { flow, actions: [actions], isUncertain };
    const members = select.values.map((value) => {
      const chosen = new Map([...registersOf(decided, registers), [select.register, value]]);
      return this.decide(`${stage}_ecmp`, chosen);
    });
    const known = members.flatMap((one) => (one === null || one === "none" ? [] : [one]));
    if (known.length < members.length) return null;
    const isAnyUncertain = isUncertain || known.some((one) => one.isUncertain);
    return { flow, actions: known.map((one) => one.actions), isUncertain: isAnyUncertain };
  }
}

/** Whole registers, put together from the parts that are known. */
function fieldsOf(registers: Registers): Record<string, bigint> {
  const fields: Record<string, bigint> = {};
  for (const [name, value] of registers) {
    const [field = name, low = "0"] = name.split(/[[\].]+/);
    fields[field] = (fields[field] ?? 0n) | (BigInt(value) << BigInt(low || 0));
  }
  return fields;
}

function registersOf({ actions }: Decided, before: Registers): Registers {
  return new Map([...before, ...actions.registers]);
}

function routeOf({ flow, actions, isUncertain }: StageHops, packet: RoutedPacket): Routed {
  const hops = hopsOf(actions, packet);
  const prefix = /ip[46]\.(?:dst|src) == (\S+)/.exec(flow.match)?.[1] ?? flow.match;
  if (actions.some(({ drops }) => drops) || hops.length === 0) {
    return { by: null, kind: "none", hops: [], isUncertain };
  }
  const isConnected = actions.every(({ nexthop }) => nexthop === "destination");
  const [by, kind] = isConnected
    ? ([`network ${prefix}`, "connected"] as const)
    : ([`route ${prefix}`, "route"] as const);
  return { by, kind, hops, isUncertain };
}

/** Null where the policy lets the packet go the way of its route. */
function policyOf({ flow, actions, isUncertain }: StageHops, packet: RoutedPacket): Routed | null {
  const by = `policy ${flow.priority} ${flow.match}`;
  if (actions.some(({ drops }) => drops)) return { by, kind: "drop", hops: [], isUncertain };
  const hops = hopsOf(actions, packet);
  return hops.length === 0 ? null : { by, kind: "policy", hops, isUncertain };
}

function hopsOf(actions: readonly RoutingActions[], { destination }: RoutedPacket): Hop[] {
  return actions.flatMap(({ nexthop, outport }) => {
    if (nexthop === null) return [];
    return [{ ip: nexthop === "destination" ? destination : nexthop, outport }];
  });
}
