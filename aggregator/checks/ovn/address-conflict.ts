import { allOf, type Reason, reason } from "../../../proto/reasons/index.ts";
import type { Sighting } from "../../../proto/records/sighting.ts";
import { macClaimed } from "../../correlation/join/address-answers.ts";
import { observe } from "../../correlation/join/observe.ts";
import { otherRole, type Role } from "../../evidence/plan.ts";
import type { AddressOwnerRow } from "../../evidence/rows.ts";
import type { CaseView } from "../../evidence/view.ts";
import {
  atPods,
  type Check,
  type CheckContext,
  endArgs,
  ends,
  type Look,
  type Place,
  placeAmong,
} from "../check.ts";

/**
 * Nobody else in the VPC has the address of either pod: no other logical port, no other IP object,
 * and nobody else answers for it. OVN forwards by MAC, so what counts is whose MAC the sender got.
 */
export const addressConflictCheck: Check = {
  name: "ovn/address-conflict",
  description: "Nobody else in the VPC has or answers for the address of either pod",
  codes: ["IP_CONFLICT"],
  reads: ["address-owners", "logical-port", "logical-trace", "pod", "port", "tap"],
  run(context) {
    return atPods(context.view, (role) => conflictOf(context, role));
  },
};

function conflictOf(context: CheckContext, role: Role): Look {
  const { view } = context;
  const owners = view.addressOwners(role);
  if (!owners.known) return owners.reason;
  const others = owners.value ?? [];
  const own = ownMacs(view, role);
  const answered = macsThatAnswered(view, role);
  const isForeign = (mac: string): boolean => own.length > 0 && !own.includes(mac);
  // A MAC that the pod merely holds may be a hand's; one of another owner is that owner's.
  const taken = answered.held.filter((mac) => others.some((one) => one.mac.toLowerCase() === mac));
  const foreign = [...new Set([...answered.onWire, ...taken])].filter(isForeign);
  if (others.length === 0 && foreign.length === 0) return null;
  const elsewhere = deliveredElsewhere(view, role, others);
  const isEffective = foreign.length > 0 || elsewhere !== null;
  const { node, ip } = view.plan[role];
  const detail = allOf([
    ...others.map(ownerOf),
    ...(foreign.length === 0 ? [] : [reason("MACS_ANSWERED", { macs: foreign })]),
  ]);
  return {
    code: "IP_CONFLICT",
    ...placeOf(context, role),
    node,
    args: { ...ends(view), ...endArgs(view, role), address: ip, detail: detail ?? "" },
    resources: others.map(({ kind, name }) => ({ kind, namespace: null, name })),
    evidence: [
      owners.id,
      ...(foreign.length === 0 ? [] : answered.evidence),
      ...(elsewhere === null ? [] : [elsewhere]),
    ],
    weight: isEffective ? "decisive" : "supporting",
  };
}

function ownerOf({ kind, name, mac, node }: AddressOwnerRow): Reason {
  return reason("ADDRESS_OWNED", { kind, name, node, mac: mac || null });
}

/** The packet goes another way than to the pod: where it is last seen decides how far it got. */
function placeOf(context: CheckContext, role: Role): Place {
  const [direction, near, far] =
    role === "destination"
      ? (["request", "source-bridge", "destination-bridge"] as const)
      : (["reply", "destination-bridge", "source-bridge"] as const);
  const last: Place[] =
    role === "destination" ? [{ stage: "destination-pod", direction: "request" }] : [];
  return placeAmong(context, { stage: near, direction }, { stage: far, direction }, ...last);
}

/** Of its logical port, and of the pod itself: it may have another, and answers with that. */
function ownMacs(view: CaseView, role: Role): string[] {
  const port = view.logicalPort(role);
  if (!port.known || port.value === null) return [];
  const logical = port.value.addresses.map((address) => address.split(" ")[0] ?? "");
  const local = view.port(role);
  const own = local.known ? (local.value?.mac ?? "") : "";
  return [...logical, own].filter((mac) => mac !== "").map((mac) => mac.toLowerCase());
}

interface Answers {
  /** Lower case, as seen on the other pod's veth. */
  readonly onWire: readonly string[];
  /** What the other pod's neighbour table holds. */
  readonly held: readonly string[];
  readonly evidence: readonly string[];
}

/** MACs that the other pod was told of, or holds, for the address; where both share a subnet. */
function macsThatAnswered(view: CaseView, role: Role): Answers {
  const asker = otherRole(role);
  const { ip } = view.plan[role];
  if (!view.plan.sameSubnet || view.plan[asker].attachment !== "veth") {
    return { onWire: [], held: [], evidence: [] };
  }
  const point = asker === "source" ? "source-veth" : "destination-veth";
  const observed = observe(view, { point, role: asker, encapsulated: false });
  const seen = "seen" in observed ? observed.seen : null;
  const facts = view.podFacts(asker);
  const entries = facts.known ? facts.value.neighbours : [];
  return {
    onWire: (seen?.sightings ?? []).flatMap((one) => answerFor(one, ip) ?? []),
    held: entries
      .filter(({ address, mac }) => address === ip && mac !== "")
      .map(({ mac }) => mac.toLowerCase()),
    evidence: [...(seen?.evidence ?? []), ...(facts.known ? [facts.id] : [])],
  };
}

/** What reached the pod. */
function answerFor(sighting: Sighting, ip: string): string | null {
  return sighting.direction === "out" ? macClaimed(sighting, ip) : null;
}

/** The logical network delivers to one of those that have the address as well. */
function deliveredElsewhere(
  view: CaseView,
  role: Role,
  others: readonly AddressOwnerRow[],
): string | null {
  const trace = view.logicalTrace(role === "destination" ? "request" : "reply");
  if (!trace.known || trace.value.result !== "delivered-elsewhere") return null;
  const names = others.map(({ name }) => name);
  return trace.value.outputs.some((port) => names.includes(port)) ? trace.id : null;
}
