import type { Neighbour__Output } from "../../../proto/gen/tapline/v1/Neighbour.ts";
import { reason } from "../../../proto/reasons/index.ts";
import { fabricOf, otherRole, type Role } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { unread } from "../../host-state/unread.ts";
import {
  atEnds,
  type Check,
  type CheckContext,
  ends,
  type Look,
  placeAmong,
  skipped,
} from "../check.ts";

/**
 * The MAC that each node has for the other's tunnel address is the other's. Where nodes are in
 * different networks there is none, and the router's is not known to be right or wrong.
 */
export const tunnelNeighbourCheck: Check = {
  name: "underlay/neighbour",
  description: "The MAC that each node has for the other's tunnel address is the other's",
  codes: ["TUNNEL_NEIGHBOUR_WRONG"],
  reads: ["chassis", "node"],
  run(context) {
    const { plan } = context.view;
    if (plan.relation === "same-node") return skipped(reason("ON_ONE_NODE", {}));
    const senders = (["source", "destination"] as const).filter((near) => {
      return fabricOf(plan, near === "source" ? "request" : "reply") === "tunnel";
    });
    return atEnds((near) => wrongEntry(context, near), senders);
  },
};

function wrongEntry(context: CheckContext, near: Role): Look {
  const { view } = context;
  const far = otherRole(near);
  const nearFacts = view.nodeFacts(near);
  const farFacts = view.nodeFacts(far);
  const chassis = view.chassis(far);
  if (!nearFacts.known) return nearFacts.reason;
  if (!farFacts.known) return farFacts.reason;
  if (!chassis.known) return chassis.reason;
  const notRead =
    unread(nearFacts.value, "ovs-database", "neighbours") ?? unread(farFacts.value, "links");
  if (notRead !== null) return notRead;
  const encaps = chassis.value?.encaps.map(({ ip }) => ip) ?? [];
  const neighbours = nearFacts.value.tunnelNeighbours ?? [];
  const entry = neighbours.find(({ address, mac }) => encaps.includes(address) && mac !== "");
  const carriers = farFacts.value.links.filter(({ addresses }) =>
    addresses.some((one) => one.split("/")[0] === entry?.address),
  );
  // The other node does not have the address at all: ovn/encapsulation.
  if (entry === undefined || carriers.length === 0) return null;
  const isIts = farFacts.value.links.some(({ mac }) => mac === entry.mac.toLowerCase());
  if (isIts) return null;
  // Where the fabric answers for its hosts (clouds, proxy ARP, EVPN) they have one MAC, its own.
  const isShared = neighbours.some(
    ({ address, mac }) => mac === entry.mac && !encaps.includes(address),
  );
  if (isShared) return null;
  const direction = near === "source" ? "request" : "reply";
  const node = view.plan[near].node ?? "";
  return {
    code: "TUNNEL_NEIGHBOUR_WRONG",
    // A switch that does not know the MAC sends the frame everywhere: there it is not taken.
    ...placeAmong(
      context,
      { stage: "underlay", direction },
      {
        stage: view.plan.exit === "outside" && far === "destination" ? "gateway" : `${far}-bridge`,
        direction,
      },
    ),
    node,
    args: {
      ...ends(view, direction),
      node,
      remote: view.plan[far].node ?? "",
      address: entry.address,
      actual: entry.mac,
      expected: carriers.map(({ mac }) => mac).join(", "),
      interface: entry.device,
    },
    resources: [{ kind: "Node", namespace: null, name: node }],
    evidence: [nearFacts.id, farFacts.id, chassis.id],
    weight: isSurelyWrong(view, near, entry) ? "decisive" : "supporting",
  };
}

/**
 * What the fabric answers in a host's stead is learnt. An entry that was set by hand is not, nor
 * does it answer with the MAC of the node that asks. Where the table does not tell how it came to
 * an entry (ovs-vswitchd's), that the other node got the right answer says that nobody stands in.
 */
function isSurelyWrong(view: CaseView, near: Role, { mac, state }: Neighbour__Output): boolean {
  const own = view.nodeFacts(near);
  const others = view.nodeFacts(otherRole(near));
  if (!own.known || !others.known) return false;
  const { links } = own.value;
  const isOwn = (one: string): boolean => links.some((link) => link.mac === one.toLowerCase());
  if (state.split(",").includes("PERMANENT") || isOwn(mac)) return true;
  const back = (others.value.tunnelNeighbours ?? []).filter(({ address }) =>
    links.some(({ addresses }) => addresses.some((one) => one.split("/")[0] === address)),
  );
  return state === "" && back.some((one) => isOwn(one.mac));
}
