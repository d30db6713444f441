import type { Direction } from "../../proto/diagnosis.ts";
import type { CaseView } from "../evidence/view.ts";
import type { FirewallPacket } from "../firewall/packet.ts";

/** A packet of the traffic that was asked about, as a firewall sees it. */
export function probePacket(view: CaseView, direction: Direction): FirewallPacket {
  const { plan } = view;
  const isRequest = direction === "request";
  const [from, to] = isRequest ? [plan.source, plan.destination] : [plan.destination, plan.source];
  const { protocol } = plan.traffic;
  const port = plan.targetPort;
  const isV6 = plan.source.ip.includes(":");
  return {
    source: from.ip,
    destination: to.ip,
    protocol: protocol === "icmp" ? (isV6 ? "ipv6-icmp" : "icmp") : protocol,
    sourcePort: isRequest ? null : port,
    destinationPort: isRequest ? port : null,
    icmpType: protocol === "icmp" ? (isRequest ? "echo-request" : "echo-reply") : null,
    ctState: isRequest ? "new" : "established",
    inInterface: null,
    outInterface: null,
  };
}
