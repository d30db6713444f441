import { AddressSet } from "../../../proto/records/address-set.ts";
import { exitRole } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import type { Gap } from "./gap.ts";
import { leavesUnmasqueraded } from "./masquerade.ts";

/** A node by which answers from outside come back, other than the one that requests left by. */
export interface ReturnNode {
  readonly node: string;
  readonly interface: string;
  readonly evidence: readonly string[];
}

/**
 * Where packets leave the cluster with the pod's own address, the network outside chooses by which
 * node answers return. Null where no other tap saw any. In a provider network that is no sign: its
 * switches flood what is for a MAC that they do not know, to all nodes.
 */
export function returnedBy(view: CaseView): ReturnNode | null {
  const { exit, source, destination } = view.plan;
  if (exit !== "outside" || destination.attachment === "localnet") return null;
  const away = view.plan[exitRole(view.plan)].node;
  const from = new AddressSet([destination.ip]);
  const to = new AddressSet([...source.ips, source.ip]);
  for (const item of view.all("tap")) {
    if (item.data === null || item.node === null || item.node === away) continue;
    const came = item.data.sightings.find(
      (one) => !one.isOut && !one.hasTunnel && one.isFrom(from) && one.isTo(to),
    );
    if (came === undefined) continue;
    const link = item.data.links.find(({ ifindex }) => ifindex === came.ifindex);
    return { node: item.node, interface: link?.name ?? "", evidence: [item.id] };
  }
  return null;
}

/** What nobody seems to answer outside, and comes back to another node, stops there. */
export function onReturn(view: CaseView, gap: Gap): Gap {
  if (!gap.candidates.every(({ outside }) => outside === true)) return gap;
  const back = returnedBy(view);
  if (back === null) return gap;
  return { ...gap, candidates: [{ stage: "gateway", direction: "reply", node: back.node }] };
}

/**
 * Nodes by which answers may return unseen: packets leave with the pod's own address, and nobody
 * watches there. Then that none came back to the node that they left by proves nothing.
 */
export function mayReturnUnseen(view: CaseView): boolean {
  const { returnNodes = null } = view.plan;
  if (!leavesUnmasqueraded(view)) return false;
  const whole = new Set(
    view.all("tap").flatMap(({ node, data }) => (data?.complete && node !== null ? [node] : [])),
  );
  return returnNodes === null || returnNodes.some((node) => !whole.has(node));
}
