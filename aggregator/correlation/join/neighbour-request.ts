import type { Sighting } from "../../../proto/records/sighting.ts";
import type { Role } from "../../evidence/plan.ts";
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
