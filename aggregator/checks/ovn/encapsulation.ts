import { allOf, type Reason, reason, said } from "../../../proto/reasons/index.ts";
import { fabricOf, otherRole, type Role } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { unread } from "../../host-state/unread.ts";
import { addressOf } from "../../inventory/ip-address.ts";
import {
  atEnds,
  type Check,
  type CheckContext,
  ends,
  type Found,
  type Look,
  type Place,
  placeAmong,
  skipped,
} from "../check.ts";

/**
 * Each node has a tunnel to the other, to an address that the other really has. ovn-controller
 * takes the address from Open_vSwitch external_ids:ovn-encap-ip into SB Encap; the other nodes
 * build their tunnel ports from there.
 */
export const encapsulationCheck: Check = {
  name: "ovn/encapsulation",
  description: "Each node has a tunnel to an address that the other node has",
  codes: ["TUNNEL_MISSING", "ENCAP_IP_MISMATCH"],
  reads: ["chassis", "node"],
  run(context) {
    const { view } = context;
    if (view.plan.relation === "same-node") return skipped(reason("ON_ONE_NODE", {}));
    const senders = (["source", "destination"] as const).filter((near) => {
      return fabricOf(view.plan, near === "source" ? "request" : "reply") === "tunnel";
    });
    if (senders.length === 0) return skipped(reason("PROVIDER_WITHOUT_TUNNELS", {}));
    return atEnds((near) => tunnelTowards(context, near, otherRole(near)), senders);
  },
};

function tunnelTowards(context: CheckContext, near: Role, far: Role): Look | readonly Look[] {
  const { view } = context;
  const chassis = view.chassis(far);
  const nearFacts = view.nodeFacts(near);
  if (!chassis.known) return chassis.reason;
  if (!nearFacts.known) return nearFacts.reason;
  const notRead = unread(nearFacts.value, "ovs-database");
  if (notRead !== null) return notRead;
  if (chassis.value === null) return null; // the binding check speaks about that
  const [nearNode, farNode] = [view.plan[near].node ?? "", view.plan[far].node ?? ""];
  const base = {
    node: nearNode,
    resources: [{ kind: "Chassis", namespace: null, name: chassis.value.name }],
    weight: "decisive",
  } as const;
  const wanted = chassis.value.encaps.map((encap) => encap.ip);
  const args = { ...ends(view), node: nearNode, remote: farNode, expected: wanted.join(", ") };
  const { tunnels } = nearFacts.value;
  const towardsIt = tunnels.filter((port) => wanted.includes(port.remoteIp));
  // Another port to the same address is somebody's hand, and keeps ovn-controller's from opening.
  const tunnel = towardsIt.find((port) => port.chassis === chassis.value?.name) ?? towardsIt[0];
  const taken = towardsIt.find((port) => port !== tunnel && port.ofport > 0);
  if (tunnel === undefined || tunnel.ofport <= 0) {
    const why = tunnel?.error ? said(tunnel.error) : reason("TUNNEL_PORT_MISSING", {});
    const detail =
      taken === undefined
        ? why
        : (allOf([why, reason("TUNNEL_REMOTE_TAKEN", { interface: taken.interface })]) ?? why);
    const evidence = [chassis.id, nearFacts.id];
    const told = { ...args, detail, actual: reason("NONE", {}) };
    return { ...base, ...towards(context, near), code: "TUNNEL_MISSING", args: told, evidence };
  }
  const wrong = mismatch(view, far, tunnel.remoteIp, base, args, [chassis.id, nearFacts.id]);
  if (wrong === null || !("weight" in wrong)) return wrong;
  return [
    { ...wrong, ...towards(context, near) },
    { ...wrong, ...from(context, far) },
  ];
}

/** The far node must have the address that packets are sent to. */
function mismatch(
  view: CaseView,
  far: Role,
  remoteIp: string,
  base: Pick<Found, "node" | "resources" | "weight">,
  args: Found["args"],
  evidence: readonly string[],
): Omit<Found, keyof Place> | Reason | null {
  const farFacts = view.nodeFacts(far);
  if (!farFacts.known) return farFacts.reason;
  const notRead = unread(farFacts.value, "links");
  if (notRead !== null) return notRead;
  const own = farFacts.value.links.flatMap((link) => link.addresses.map(addressOf));
  if (own.length === 0 || own.includes(remoteIp)) return null;
  const configured = farFacts.value.externalIds["ovn-encap-ip"] ?? "";
  return {
    ...base,
    code: "ENCAP_IP_MISMATCH",
    args: {
      ...args,
      node: view.plan[far].node ?? "",
      actual: remoteIp,
      expected: underlayAddresses(own),
      detail: configured === "" ? "" : encapIpSet(view, far, configured),
    },
    evidence: [...evidence, farFacts.id],
  };
}

function encapIpSet({ plan }: CaseView, role: Role, ip: string): Reason {
  return reason("ENCAP_IP_SET", { node: plan[role].node ?? "", ip });
}

/**
 * A packet to an address that nobody has does not leave the node; one to another's address is lost
 * on the way; one to an address that was taken away arrives and is not for the node's switch.
 */
function towards(context: CheckContext, near: Role): Place {
  const direction = near === "source" ? "request" : "reply";
  return placeAmong(
    context,
    { stage: `${near}-bridge`, direction },
    { stage: "underlay", direction },
    { stage: `${otherRole(near)}-bridge`, direction },
  );
}

/**
 * What a node sends without the address that the others expect of it: without any it does not
 * leave; from another one it arrives, and no tunnel port of the other node takes it.
 */
function from(context: CheckContext, far: Role): Place {
  const direction = far === "source" ? "request" : "reply";
  return placeAmong(
    context,
    { stage: `${far}-bridge`, direction },
    { stage: `${otherRole(far)}-bridge`, direction },
  );
}

function underlayAddresses(addresses: readonly string[]): string {
  const shown = addresses.filter((a) => !a.startsWith("127.") && a !== "::1" && !/^fe80:/i.test(a));
  return shown.join(", ");
}
