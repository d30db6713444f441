import type { Reason } from "../../../proto/reasons/index.ts";
import { senderOf } from "../../correlation/join/tunnel-packet.ts";
import { surveyCrosses } from "../../correlation/locate/contrast.ts";
import { lostCount } from "../../correlation/locate/located.ts";
import { fabricOf, type Role } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { type Growth, grownCounters, watched } from "../../host-state/growth.ts";
import { uplinksOf } from "../../host-state/uplink.ts";
import type { Look, Place } from "../check.ts";
import {
  atNodes,
  bridgeStage,
  type Check,
  type CheckContext,
  clean,
  endArgs,
  ends,
} from "../check.ts";

/**
 * Interfaces of the path dropped nothing while packets were lost there. Drivers and queues count
 * many things that are no harm, so a place that loses nothing is not asked about.
 */
export const interfaceDropsCheck: Check = {
  name: "host/interface-drops",
  description: "No uplink, veth or queue dropped packets where those of the path were lost",
  codes: ["INTERFACE_DROPS"],
  reads: ["chassis", "netns", "node", "port"],
  run(context) {
    const { view, stage, located } = context;
    if (stage === null || !stage.known) return clean;
    // Devices count what is too large for them as dropped: the size is the reason then.
    if (located.pattern === "large") return clean;
    // A queue that drops whatever comes does not let the survey pass.
    if (located.pattern === "all" && surveyCrosses(view, located, stage.segment)) return clean;
    return atNodes(view, (role) => dropsOf(context, role, stage.segment));
  },
};

function dropsOf(context: CheckContext, role: Role, place: Place): Look {
  const { view, located } = context;
  const suspects = suspectsOf(view, role, place);
  if ("code" in suspects) return suspects;
  if (suspects.length === 0) return null;
  const looked = watched(view, role, "node");
  if (!looked.known) return looked.reason;
  const { before, after, evidence } = looked.value;
  for (const { names, way } of suspects) {
    for (const { name, counters } of after.links.filter((link) => names.includes(link.name))) {
      const then = before.links.find((link) => link.name === name)?.counters;
      const drops = grownCounters(then, counters).filter((one) => ways[way].test(one.name));
      if (drops.length === 0) continue;
      const lost = lostCount(located);
      return {
        code: "INTERFACE_DROPS",
        ...place,
        node: view.plan[role].node,
        args: { ...ends(view), ...endArgs(view, role), ...argsOf(name, drops) },
        resources: [{ kind: "Interface", namespace: null, name }],
        evidence,
        weight: lost > 0 && mostOf(drops) >= lost ? "decisive" : "supporting",
      };
    }
  }
  return null;
}

/** Names of counters by the way of the packets that they count. */
const ways = { out: /^(?:qdisc|tx|ethtool\.tx)/, in: /^(?:rx|ethtool\.rx)/ } as const;

interface Suspect {
  readonly names: readonly string[];
  readonly way: keyof typeof ways;
}

/** Interfaces that may lose what is lost at a place: a tap sees packets behind the queue. */
function suspectsOf(view: CaseView, role: Role, place: Place): readonly Suspect[] | Reason {
  const isSender = senderOf(place.direction) === role;
  const isHere = place.stage === bridgeStage(view, role);
  const isUnderlay = place.stage === "underlay";
  const suspects: Suspect[] = [];
  const isToPod = view.plan.relation === "same-node" ? place.stage.endsWith("-bridge") : isHere;
  if (isToPod && !isSender && view.plan[role].attachment === "veth") {
    const port = view.port(role);
    if (!port.known) return port.reason;
    suspects.push({ names: [port.value?.veth ?? ""], way: "out" });
  }
  const isTunnel =
    view.plan.relation === "cross-node" && fabricOf(view.plan, place.direction) === "tunnel";
  if (isTunnel && (isUnderlay || (isHere && isSender))) {
    const uplinks = uplinksOf(view, role);
    if (!uplinks.known) return uplinks.reason;
    const names = uplinks.value.map(({ name }) => name);
    suspects.push({ names, way: isSender ? "out" : "in" });
  }
  return suspects;
}

function argsOf(name: string, drops: readonly Growth[]) {
  const detail = drops.map((one) => `${one.name} +${one.by}`).join(", ");
  return { interface: name, lost: mostOf(drops), detail };
}

function mostOf(drops: readonly Growth[]): number {
  return Math.max(...drops.map(({ by }) => by));
}
