import type { Sighting } from "../../../proto/records/sighting.ts";
import { exitRole, type Role } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import type { Row } from "./matrix.ts";
import { observe } from "./observe.ts";

/**
 * A pod that does not know the MAC of its next hop sends ARP (RFC 826) or a neighbour solicitation
 * (RFC 4861) instead of the packet: the question on the veth shows that the pod did its part.
 */
export interface NeighbourRequests {
  readonly asked: number;
  readonly answered: number;
  readonly target: string;
  readonly evidence: readonly string[];
}

/** Null when the pod asked nobody, or its veth was not observed. */
export function neighbourRequests(view: CaseView, role: Role): NeighbourRequests | null {
  const point = role === "source" ? "source-veth" : "destination-veth";
  if (view.plan[role].attachment !== "veth") return null;
  const observation = observe(view, { point, role, encapsulated: false });
  if (!("seen" in observation)) return null;
  const ours = new Set(view.plan[role].ips);
  let asked = 0;
  let answered = 0;
  let target = "";
  for (const sighting of observation.seen.sightings) {
    const question = questionOf(sighting);
    if (question === null || !ours.has(question.asker)) continue;
    if (question.isAnswer && sighting.direction === "out") answered += 1;
    if (question.isAnswer || sighting.direction !== "in") continue;
    asked += 1;
    target = question.target;
  }
  if (asked === 0) return null;
  return { asked, answered, target, evidence: observation.seen.evidence };
}

/** Whether the same question passed another point: it left the node, and is answered nowhere. */
export function asksAt(row: Row, role: Role, view: CaseView): boolean {
  const requests = neighbourRequests(view, role);
  if (requests === null || !("seen" in row.observation)) return false;
  const ours = new Set(view.plan[role].ips);
  return row.observation.seen.sightings.some((sighting) => {
    const question = questionOf(sighting);
    if (question === null || question.isAnswer || sighting.direction !== row.step.way) return false;
    return ours.has(question.asker) && question.target === requests.target;
  });
}

/**
 * The same of a router of OVN that sends packets into a provider network: it asks for its next hop
 * there by the NIC at which they would leave, and the packets wait. Null when it asked nobody.
 */
export function routerRequests(view: CaseView): NeighbourRequests | null {
  const { plan } = view;
  const { leaving, ip } = plan.destination;
  if (leaving === undefined) return null;
  const point = { point: "provider-uplink", role: exitRole(plan), encapsulated: false } as const;
  const observation = observe(view, point);
  if (!("seen" in observation)) return null;
  const target = leaving.nexthop ?? ip;
  const own = new Set(leaving.asksAs);
  const questions = observation.seen.sightings.flatMap((sighting) => {
    const question = questionOf(sighting);
    if (question === null || question.target !== target || !own.has(question.asker)) return [];
    return [{ ...question, direction: sighting.direction }];
  });
  const asked = questions.filter(({ isAnswer, direction }) => !isAnswer && direction === "out");
  const answered = questions.filter(({ isAnswer, direction }) => isAnswer && direction === "in");
  if (asked.length === 0) return null;
  const { evidence } = observation.seen;
  return { asked: asked.length, answered: answered.length, target, evidence };
}

/** Whether an answer to it came by at that point. */
export function answersAt(row: Row, role: Role, view: CaseView): boolean {
  const requests = neighbourRequests(view, role);
  if (requests === null || !("seen" in row.observation)) return false;
  const ours = new Set(view.plan[role].ips);
  return row.observation.seen.sightings.some((sighting) => {
    const answer = questionOf(sighting);
    if (answer === null || !answer.isAnswer || sighting.direction !== row.step.way) return false;
    return ours.has(answer.asker) && answer.target === requests.target;
  });
}

/**
 * Whether the question for an address, or an answer to it, passed a point in the direction of its
 * step: of an address that OVN does not answer for itself the question is flooded, to whoever holds
 * it, and the answer comes back from there.
 *
 * @param askers addresses of the pod or of the router that asks.
 */
export function passesAt(row: Row, askers: ReadonlySet<string>, target: string): boolean {
  if (!("seen" in row.observation)) return false;
  const isAnswer = row.step.direction === "reply";
  return row.observation.seen.sightings.some((sighting) => {
    if (sighting.direction !== row.step.way) return false;
    const question = questionOf(sighting);
    if (question === null || question.isAnswer !== isAnswer) return false;
    return question.target === target && askers.has(question.asker);
  });
}

/** Whether somebody with one of these addresses asked for one, wherever that was seen. */
export function hasAsked(
  sightings: Iterable<Sighting>,
  askers: ReadonlySet<string>,
  target: string,
): boolean {
  for (const sighting of sightings) {
    const question = questionOf(sighting);
    if (question === null || question.isAnswer || question.target !== target) continue;
    if (askers.has(question.asker)) return true;
  }
  return false;
}

interface Question {
  readonly asker: string;
  readonly target: string;
  readonly isAnswer: boolean;
}

const arpReply = 2;

const solicitation = 135;
const advertisement = 136;

function questionOf({ arp, nd, ip }: Sighting): Question | null {
  if (nd !== undefined && ip !== null) return neighbourDiscovery(nd, ip);
  if (arp === null) return null;
  return arp.operation === arpReply
    ? { asker: arp.targetIp, target: arp.senderIp, isAnswer: true }
    : { asker: arp.senderIp, target: arp.targetIp, isAnswer: false };
}

/** An advertisement goes to who asked; detection of duplicates asks from no address (RFC 4862). */
function neighbourDiscovery(
  { type, target }: NonNullable<Sighting["nd"]>,
  ip: NonNullable<Sighting["ip"]>,
): Question | null {
  if (target === null) return null;
  if (type === solicitation) return { asker: ip.source, target, isAnswer: false };
  if (type === advertisement) return { asker: ip.destination, target, isAnswer: true };
  return null;
}
