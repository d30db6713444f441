import { type Reason, reason } from "../../../proto/reasons/index.ts";
import type { NetnsPlace } from "../../evidence/item.ts";
import { isHost, type Role } from "../../evidence/plan.ts";
import { grownBy, type Watched, watched } from "../../host-state/growth.ts";
import {
  atNodes,
  bridgeStage,
  type Check,
  type CheckContext,
  endArgs,
  ends,
  type Look,
  nameOf,
  type Place,
  placeAmong,
} from "../check.ts";

/** Tables of connections have room for those of the path. */
export const conntrackCheck: Check = {
  name: "host/conntrack",
  description: "No table of connections, of OVS, a node or a pod, is full",
  codes: ["CONNTRACK_FULL"],
  reads: ["netns"],
  run(context) {
    return atNodes(context.view, (role) => [
      switchTable(context, role),
      kernelTable(context, role, "node"),
      context.view.plan[role].attachment === "veth" ? kernelTable(context, role, "pod") : null,
    ]);
  },
};

interface FullTable {
  readonly actual: number;
  readonly expected: number;
  readonly detail: Reason | string;
}

/** The table of ovs-vswitchd, and its zones (ovs-vswitchd.conf.db(5), ovs-dpctl(8)). */
function switchTable(context: CheckContext, role: Role): Look {
  const looked = watched(context.view, role, "node");
  if (!looked.known) return looked.reason;
  const { before, after, evidence } = looked.value;
  if (after.ovs === null) return reason("CONNECTIONS_UNREAD", {});
  const coverage = (name: string): number =>
    grownBy(before.ovs?.coverage, after.ovs?.coverage ?? {}, name);
  const { connections, maxConnections, zoneLimits } = after.ovs;
  const zone = zoneLimits.find(
    ({ limit, connections: used, name }) => used >= limit && isOfPath(context, name),
  );
  if (zone !== undefined) {
    const detail = reason("SWITCH_ZONE_FULL", { zone: zone.zone, port: zone.name || null });
    const table = { actual: zone.connections, expected: zone.limit, detail };
    return found(context, role, bridgePlaces(context, role), table, evidence);
  }
  const full = coverage("conntrack_full");
  if (connections === undefined || maxConnections === undefined) return null;
  if (full === 0 && connections < maxConnections) return null;
  // Its counters are summed once a second: a table at its limit refuses, counted or not.
  const detail = full > 0 ? reason("SWITCH_REFUSED", { count: full }) : "ovs-vswitchd";
  const table = { actual: connections, expected: maxConnections, detail };
  return found(context, role, bridgePlaces(context, role), table, evidence);
}

/** Zones of other pods are full without harm to this path. */
function isOfPath({ view }: CheckContext, name: string): boolean {
  const { source, destination } = view.plan;
  return name === "" || name === source.logicalPort || name === destination.logicalPort;
}

/** nf_conntrack of a namespace (kernel's nf_conntrack-sysctl.rst); a full table drops packets. */
function kernelTable(context: CheckContext, role: Role, place: NetnsPlace): Look {
  const looked = watched(context.view, role, place);
  if (!looked.known) return looked.reason;
  const { before, after, evidence } = looked.value;
  const dropped = grownBy(before.counters, after.counters, "nf_conntrack_drop");
  if (dropped === 0) return null;
  const actual = Number(after.sysctls["net.netfilter.nf_conntrack_count"] ?? 0);
  const expected = Number(after.sysctls["net.netfilter.nf_conntrack_max"] ?? 0);
  // Packets are dropped for other reasons as well: only a table near its end is a full one.
  if (expected === 0 || actual < expected * 0.95) return null;
  const pod = place === "pod" ? nameOf(context.view, role) : null;
  const detail = reason("KERNEL_DROPPED", { pod, count: dropped });
  const places =
    place === "pod" || (role === "source" && isHost(context.view.plan[role]))
      ? podPlaces(role)
      : isOnPath(context, role, looked.value)
        ? bridgePlaces(context, role)
        : [];
  return found(context, role, places, { actual, expected, detail }, evidence);
}

/**
 * Where packets leave OVN the node's own stack tracks them; on a bridge only the kernel's datapath
 * does, because ovs-vswitchd's has a table of its own.
 */
function isOnPath({ view }: CheckContext, role: Role, { after }: Watched): boolean {
  if (isHost(view.plan[role])) return true;
  return after.ovs !== null && after.ovs.maxConnections === undefined;
}

function found(
  context: CheckContext,
  role: Role,
  places: readonly Place[],
  { actual, expected, detail }: FullTable,
  evidence: readonly string[],
): Look {
  const [first, ...others] = places;
  if (first === undefined) return null;
  const { view } = context;
  const { node } = view.plan[role];
  return {
    code: "CONNTRACK_FULL",
    ...placeAmong(context, first, ...others),
    node,
    args: { ...ends(view), ...endArgs(view, role), actual, expected, detail },
    resources: [{ kind: "Node", namespace: null, name: node ?? "" }],
    evidence,
    weight: "decisive",
  };
}

/** A connection that has no entry is new in both directions. */
function bridgePlaces({ view }: CheckContext, role: Role): Place[] {
  const own = bridgeStage(view, role);
  const places: Place[] = [
    { stage: own, direction: "request" },
    { stage: own, direction: "reply" },
  ];
  if (view.plan.relation === "cross-node") return places;
  return [
    ...places,
    { stage: "source-bridge", direction: "request" },
    { stage: "source-bridge", direction: "reply" },
    { stage: "destination-bridge", direction: "request" },
  ];
}

function podPlaces(role: Role): Place[] {
  return role === "source"
    ? [
        { stage: "source-pod", direction: "request" },
        { stage: "source-pod", direction: "reply" },
      ]
    : [{ stage: "destination-pod", direction: "request" }];
}
