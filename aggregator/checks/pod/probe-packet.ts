import type { Direction } from "../../../proto/documents/v1/diagnosis.ts";
import { peerAddress } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import type { FirewallPacket } from "../../firewall/packet.ts";

/**
 * A packet of the traffic that was asked about, as a firewall sees it: at the source with the
 * address and port of a Service, behind OVN's load balancer with those of the backend.
 */
export function probePacket(
  view: CaseView,
  direction: Direction,
  at: "source" | "beyond" = "beyond",
): FirewallPacket {
  const { plan } = view;
  const isRequest = direction === "request";
  const asked = plan.series.find(({ name }) => name === "asked");
  const isAsked = at === "source" && asked !== undefined;
  const far = isAsked ? asked.destination : plan.destination.ip;
  const near = at === "beyond" ? peerAddress(plan, "destination") : plan.source.ip;
  const [from, to] = isRequest ? [near, far] : [far, near];
  const { protocol } = plan.traffic;
  const port = isAsked ? asked.port : plan.targetPort;
  const isV6 = plan.source.ip.includes(":");
  return {
    source: from,
    destination: to,
    protocol: protocol === "icmp" ? (isV6 ? "ipv6-icmp" : "icmp") : protocol,
    sourcePort: isRequest ? null : port,
    destinationPort: isRequest ? port : null,
    icmpType: protocol === "icmp" ? (isRequest ? "echo-request" : "echo-reply") : null,
    ctState: isRequest ? "new" : "established",
    inInterface: null,
    outInterface: null,
  };
}
