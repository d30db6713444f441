import { type Reason, reason } from "../../../proto/reasons/index.ts";
import { lostCount } from "../../correlation/locate/located.ts";
import type { PlannedEnd, Role } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { grownBy, type Watched, watched } from "../../host-state/growth.ts";
import {
  atPods,
  type Check,
  type CheckContext,
  endArgs,
  ends,
  type Found,
  type Look,
  type Place,
  placeAmong,
} from "../check.ts";

/**
 * Limits on a pod's own interface, as Kube-OVN's annotations ask for them (kube-ovn
 * pkg/ovs/ovs-vsctl_linux.go): `egress_rate` is a policer of what comes in from the pod,
 * `ingress_rate` a queue (linux-htb) of what goes out to it, which delays before it drops;
 * `latency`, `loss`, `jitter` are linux-netem there.
 */
export const podLimitsCheck: Check = {
  name: "pod/limits",
  description: "No limit on a pod's own interface delays or drops these packets",
  codes: ["RATE_LIMITED", "NETWORK_EMULATED"],
  reads: ["netns", "port"],
  run(context) {
    return atPods(context.view, (role) => {
      const limited = limitedAt(context.view, role);
      if (limited === null || "code" in limited) return limited;
      return [shaped, policed, emulated].map((look) => look(context, role, limited));
    });
  },
};

interface Limited {
  readonly limits: Limits;
  readonly veth: string;
  readonly evidence: readonly string[];
  /** Or why its counters are not known. */
  readonly counted: Watched | Reason;
}

interface Limits {
  readonly policingKbps: number;
  readonly qosType: string;
  readonly qosConfig: Readonly<Record<string, string>>;
  readonly queueConfig: Readonly<Record<string, string>>;
}

/** Null where the pod's interface is not known; cases recorded earlier do not tell its limits. */
function limitedAt(view: CaseView, role: Role): Limited | Reason | null {
  const port = view.port(role);
  if (!port.known) return port.reason;
  if (port.value === null) return null;
  const limits = port.value.limits ?? null;
  if (limits === null) return reason("LIMITS_NOT_LOOKED_AT", { name: view.plan[role].name });
  const looked = watched(view, role, "node");
  return {
    limits,
    veth: port.value.veth || port.value.interface,
    evidence: looked.known ? [port.id, ...looked.value.evidence] : [port.id],
    counted: looked.known ? looked.value : looked.reason,
  };
}

function shaped(context: CheckContext, role: Role, limited: Limited): Look {
  const { qosType, queueConfig } = limited.limits;
  const rate = Number(queueConfig["max-rate"] ?? 0);
  if (qosType !== "linux-htb" || rate === 0) return null;
  const counters = growthOf(limited, ["shaper_overlimits", "qdisc_dropped"]);
  if (counters === null) return rateFinding(context, role, limited, "in", rate, null);
  const { shaper_overlimits = 0, qdisc_dropped = 0, waiting } = counters;
  if (shaper_overlimits + qdisc_dropped + waiting === 0) return null;
  const detail = reason("SHAPER_COUNTED", {
    over: shaper_overlimits,
    waiting,
    dropped: qdisc_dropped,
  });
  const isEnough = waiting > 0 || shaper_overlimits >= lostCount(context.located);
  return rateFinding(context, role, limited, "in", rate, { detail, isEnough });
}

function policed(context: CheckContext, role: Role, limited: Limited): Look {
  const { policingKbps } = limited.limits;
  if (policingKbps === 0) return null;
  const rate = policingKbps * 1_000;
  const counters = growthOf(limited, ["policer_dropped"]);
  const dropped = counters?.policer_dropped;
  if (counters === null || !hasPolicer(limited)) {
    return rateFinding(context, role, limited, "out", rate, null);
  }
  if (dropped === undefined || dropped === 0) return null;
  const detail = reason("POLICER_COUNTED", { dropped });
  const isEnough = dropped >= lostCount(context.located);
  return rateFinding(context, role, limited, "out", rate, { detail, isEnough });
}

/** Its filter was read: what it does not count it has not dropped. */
function hasPolicer({ counted, veth }: Limited): boolean {
  if ("code" in counted) return false;
  const counters = counted.after.links.find(({ name }) => name === veth)?.counters;
  return counters?.policer_dropped !== undefined;
}

type Counted = Readonly<Record<string, number>> & { readonly waiting: number };

/** How its counters grew; null where they are not known. */
function growthOf({ counted, veth }: Limited, names: readonly string[]): Counted | null {
  if ("code" in counted) return null;
  const after = counted.after.links.find(({ name }) => name === veth);
  const before = counted.before.links.find(({ name }) => name === veth);
  if (after === undefined) return null;
  const grown = names.map((name) => [name, grownBy(before?.counters, after.counters, name)]);
  return { ...Object.fromEntries(grown), waiting: after.counters.shaper_waiting ?? 0 };
}

interface Proof {
  readonly detail: Reason;
  /** It counted as much as was lost, or holds packets back still. */
  readonly isEnough: boolean;
}

function rateFinding(
  context: CheckContext,
  role: Role,
  limited: Limited,
  way: "in" | "out",
  rate: number,
  proof: Proof | null,
): Found {
  const { view } = context;
  const end = view.plan[role];
  const key = way === "in" ? "ingress_rate" : "egress_rate";
  const limit = reason("POD_RATE_LIMIT", {
    annotation: `${annotationPrefix(end)}/${key}`,
    value: rate / 1e6,
    pod: `${end.namespace}/${end.name}`,
    interface: limited.veth,
    kind: way === "in" ? "linux-htb" : "ingress_policing_rate",
    counted: proof?.detail ?? null,
  });
  return {
    ...base(context, role, limited, way),
    code: "RATE_LIMITED",
    args: { ...shared(context, role), detail: limit },
    weight: proof?.isEnough ? "decisive" : "supporting",
  };
}

function emulated(context: CheckContext, role: Role, limited: Limited): Look {
  const { qosType, qosConfig } = limited.limits;
  if (qosType !== "linux-netem") return null;
  const disciplines = disciplinesOf(limited);
  // Without its module the kernel does not do what the row says.
  if (disciplines !== null && !disciplines.includes("netem")) return null;
  const end = context.view.plan[role];
  const detail = reason("POD_EMULATION", {
    prefix: annotationPrefix(end),
    pod: `${end.namespace}/${end.name}`,
    interface: limited.veth,
    latencyMs: Number(qosConfig.latency ?? 0) / 1_000,
    jitterMs: Number(qosConfig.jitter ?? 0) / 1_000,
    loss: Number(qosConfig.loss ?? 0),
    limit: Number(qosConfig.limit ?? 0),
  });
  return {
    ...base(context, role, limited, "in"),
    code: "NETWORK_EMULATED",
    args: { ...shared(context, role), detail },
    weight: disciplines === null ? "supporting" : "decisive",
  };
}

/** Null where they were not looked at. */
function disciplinesOf({ counted, veth }: Limited): readonly string[] | null {
  if ("code" in counted) return null;
  const kinds = counted.after.links.find(({ name }) => name === veth)?.disciplines ?? [];
  return kinds.length === 0 ? null : kinds;
}

function base(context: CheckContext, role: Role, limited: Limited, way: "in" | "out") {
  const { namespace, name, node } = context.view.plan[role];
  return {
    ...placeOf(context, role, way),
    node,
    resources: [{ kind: "Pod", namespace, name }],
    evidence: limited.evidence,
  };
}

function shared({ view, located }: CheckContext, role: Role) {
  const { loss, late, gaps, asked } = located;
  const lost = loss?.lost ?? (gaps[0]?.keys.length ?? 0) + late.length;
  const sent = loss?.entered ?? asked?.series.attempts.size ?? 0;
  return { ...ends(view), ...endArgs(view, role), lost, sent };
}

/** On one node both bridges are one, and the path's first stage is its name. */
function placeOf(context: CheckContext, role: Role, way: "in" | "out"): Place {
  const isRequest = (role === "source") === (way === "out");
  const direction = isRequest ? "request" : "reply";
  const own: Place = { stage: `${role}-bridge`, direction };
  return placeAmong(context, own, { stage: "source-bridge", direction });
}

/** Of an attached interface the annotations go by its provider (`<attachment>.<namespace>.ovn`). */
function annotationPrefix({ interface: attached, logicalPort, name, namespace }: PlannedEnd) {
  const provider = attached === null ? null : logicalPort?.slice(`${name}.${namespace}.`.length);
  return provider ? `${provider}.kubernetes.io` : "ovn.kubernetes.io";
}
