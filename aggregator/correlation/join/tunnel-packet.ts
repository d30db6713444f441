import type { Direction } from "../../../proto/documents/v1/diagnosis.ts";
import { otherRole, type Role } from "../../evidence/plan.ts";
import type { CaseView, Looked } from "../../evidence/view.ts";
import type { FirewallPacket } from "../../firewall/packet.ts";

/** Destination ports of encapsulations (RFC 8926, RFC 7348). */
const tunnelPorts: Readonly<Record<string, number>> = { geneve: 6081, vxlan: 4789 };

/** The end that sends packets of a direction. */
export function senderOf(direction: Direction): Role {
  return direction === "request" ? "source" : "destination";
}

/** The outer packet between the two nodes; null when there is no tunnel of UDP between them. */
export function tunnelPacket(view: CaseView, direction: Direction): Looked<FirewallPacket | null> {
  const near = senderOf(direction);
  const from = view.chassis(near);
  const to = view.chassis(otherRole(near));
  if (!from.known) return from;
  if (!to.known) return to;
  const [target] = to.value?.encaps ?? [];
  const port = tunnelPorts[target?.type ?? ""];
  const own = from.value?.encaps.find(({ type }) => type === target?.type);
  if (target === undefined || own === undefined || port === undefined) {
    return { known: true, value: null, id: to.id };
  }
  const packet: FirewallPacket = {
    source: own.ip,
    destination: target.ip,
    protocol: "udp",
    sourcePort: null,
    destinationPort: port,
    icmpType: null,
    ctState: "new",
    inInterface: null,
    outInterface: null,
  };
  return { known: true, value: packet, id: to.id };
}
