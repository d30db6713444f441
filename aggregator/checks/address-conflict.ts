import type { Sighting } from "../../proto/sighting.ts";
import { observe } from "../correlation/observe.ts";
import { otherRole, type Role } from "../evidence/plan.ts";
import type { AddressOwnerRow } from "../evidence/rows.ts";
import type { CaseView } from "../evidence/view.ts";
import {
  atPods,
  type Check,
  type CheckContext,
  endArgs,
  ends,
  type Look,
  type Place,
  placeAmong,
} from "./check.ts";

/**
 * Nobody else in the VPC has the address of either pod: no other logical port, no other IP object,
 * and nobody else answers for it. OVN forwards by MAC, so what counts is whose MAC the sender got.
 */
export const addressConflictCheck: Check = {
  name: "ovn/address-conflict",
  description: "Nobody else in the VPC has or answers for the address of either pod",
  codes: ["IP_CONFLICT"],
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
  const foreign = answered.macs.filter((mac) => own.length > 0 && !own.includes(mac));
  const contested = new Set(answered.macs).size > 1 && foreign.length > 0;
  const taken = foreign.filter((mac) => others.some((one) => one.mac.toLowerCase() === mac));
  if (others.length === 0 && !contested) return null;
  const elsewhere = deliveredElsewhere(view, role, others);
  const isEffective = taken.length > 0 || contested || elsewhere !== null;
  const { node, ip } = view.plan[role];
  const words = [
    ...others.map(ownerText),
    ...(foreign.length === 0 ? [] : [`${foreign.join(" and ")} answered for it`]),
  ];
  return {
    code: "IP_CONFLICT",
    ...placeOf(context, role),
    node,
    args: { ...ends(view), ...endArgs(view, role), address: ip, detail: words.join("; ") },
    resources: others.map(({ kind, name }) => ({ kind, namespace: null, name })),
    evidence: [
      owners.id,
      ...(foreign.length === 0 ? [] : answered.evidence),
      ...(elsewhere === null ? [] : [elsewhere]),
    ],
    weight: isEffective ? "decisive" : "supporting",
  };
}

function ownerText({ kind, name, mac, node }: AddressOwnerRow): string {
  const what = kind === "IP" ? "IP object" : "logical port";
  const where = node === null ? "" : ` on ${node}`;
  return `${what} ${name}${where} has it too${mac === "" ? "" : `, with ${mac}`}`;
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

function ownMacs(view: CaseView, role: Role): string[] {
  const port = view.logicalPort(role);
  if (!port.known || port.value === null) return [];
  return port.value.addresses.map((address) => (address.split(" ")[0] ?? "").toLowerCase());
}

/** MACs that the other pod was told of, or holds, for the address; where both share a subnet. */
function macsThatAnswered(view: CaseView, role: Role): { macs: string[]; evidence: string[] } {
  const asker = otherRole(role);
  const { ip } = view.plan[role];
  if (!view.plan.sameSubnet || view.plan[asker].attachment !== "veth")
    return { macs: [], evidence: [] };
  const macs: string[] = [];
  const evidence: string[] = [];
  const point = asker === "source" ? "source-veth" : "destination-veth";
  const observed = observe(view, { point, role: asker, encapsulated: false });
  if ("seen" in observed) {
    evidence.push(...observed.seen.evidence);
    macs.push(...observed.seen.sightings.flatMap((one) => answerFor(one, ip) ?? []));
  }
  const facts = view.podFacts(asker);
  if (facts.known) {
    evidence.push(facts.id);
    const entry = facts.value.neighbours.find(({ address, mac }) => address === ip && mac !== "");
    if (entry !== undefined) macs.push(entry.mac.toLowerCase());
  }
  return { macs: [...new Set(macs)], evidence };
}

const arpReply = 2;
const advertisement = 136;

/**
 * An ARP reply or a neighbour advertisement that reached the pod, asked for or not (RFC 826, RFC
 * 5227 section 3, RFC 4861 section 4.4).
 */
function answerFor({ arp, nd, sourceMac, direction }: Sighting, ip: string): string | null {
  if (direction !== "out") return null;
  if (nd !== undefined) {
    return nd.type === advertisement && nd.target === ip
      ? (sourceMac?.toLowerCase() ?? null)
      : null;
  }
  if (arp === null || arp.senderIp !== ip) return null;
  return arp.operation === arpReply || arp.targetIp === ip ? arp.senderMac.toLowerCase() : null;
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
