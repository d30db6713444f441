import type { Reason } from "../../proto/reasons/index.ts";
import type { NetnsPlace } from "../evidence/item.ts";
import { nodeInterface, peerAddress, type Role } from "../evidence/plan.ts";
import type { CaseView, Looked } from "../evidence/view.ts";
import { type FirewallTranslation, passageOf } from "../firewall/evaluate.ts";
import { type FirewallPacket, isRecord } from "../firewall/packet.ts";
import { unreadFor } from "../firewall/proof.ts";
import { type FirewallHere, inspectFirewall } from "./firewall.ts";

/** A rule that sends the request somewhere else than to whom it was sent. */
export type Redirect = Pick<FirewallTranslation, "kind" | "statement" | "certain" | "rule">;

/** Where it is, and what it does: "inet proxy output handle 2: redirect to :15006". */
export function quoted({ rule, kind, statement }: Redirect): string {
  const { addr, port } = isRecord(statement) ? statement : {};
  const isText = (value: unknown): boolean =>
    typeof value === "string" || typeof value === "number";
  const target = `${isText(addr) ? addr : ""}${isText(port) ? `:${port}` : ""}`;
  return target === "" ? `${rule}: ${kind}` : `${rule}: ${kind} to ${target}`;
}

const redirecting = ["dnat", "redirect", "netmap", "tproxy"];

/** Where a request meets such rules. */
export interface RedirectPlace {
  readonly role: Role;
  readonly place: NetnsPlace;
  /** As a sender its own output, else what comes in by an interface. */
  readonly hook: "output" | "prerouting";
  readonly interface: string;
}

/** The first rule there that redirects the request for certain, else one that may; null: none. */
export function redirectAt(view: CaseView, at: RedirectPlace): Looked<Redirect | null> {
  const looked = inspectFirewall(view, at.role, at.place, (firewall) =>
    redirectBy(firewall, at, requestAt(view, at)),
  );
  if (!looked.known) return looked;
  const { value, id } = looked;
  if (value !== null && "code" in value) return { known: false, reason: value };
  return { known: true, value, id };
}

function redirectBy(
  firewall: FirewallHere,
  { hook }: RedirectPlace,
  request: FirewallPacket,
): Redirect | Reason | null {
  const unread = firewall.unread ?? unreadFor(firewall, request);
  if (unread !== null) return unread;
  const { translations } = passageOf(firewall.ruleset, [hook], request);
  const likely = translations.filter(
    ({ kind, unlikely }) => redirecting.includes(kind) && !unlikely,
  );
  return likely.find(({ certain }) => certain) ?? likely[0] ?? null;
}

/** The first packet of a transaction: chains that translate see no other. */
function requestAt({ plan }: CaseView, at: RedirectPlace): FirewallPacket {
  const { protocol } = plan.traffic;
  const asked = plan.series.find(({ name }) => name === "asked");
  const isSource = at.role === "source";
  const isV6 = plan.source.ip.includes(":");
  return {
    source: isSource ? plan.source.ip : peerAddress(plan, "destination"),
    destination: (isSource ? asked?.destination : undefined) ?? plan.destination.ip,
    protocol: protocol === "icmp" ? (isV6 ? "ipv6-icmp" : "icmp") : protocol,
    sourcePort: null,
    destinationPort: (isSource ? asked?.port : undefined) ?? plan.targetPort,
    icmpType: protocol === "icmp" ? "echo-request" : null,
    ctState: "new",
    inInterface: at.hook === "prerouting" ? at.interface : null,
    outInterface: at.hook === "output" ? at.interface : null,
  };
}

/** All places of the path where a request may be redirected, from the source on. */
export function redirectPlaces(view: CaseView): RedirectPlace[] {
  const { source, destination } = view.plan;
  const places: RedirectPlace[] = [];
  if (source.attachment === "veth") {
    const name = podInterface(view, "source");
    places.push({ role: "source", place: "pod", hook: "output", interface: name });
  }
  const far = { role: "destination", hook: "prerouting" } as const;
  if (destination.attachment === "ovn0") {
    places.push({ ...far, place: "node", interface: nodeInterface });
  }
  if (destination.attachment === "veth") {
    places.push({ ...far, place: "pod", interface: podInterface(view, "destination") });
  }
  return places;
}

function podInterface(view: CaseView, role: Role): string {
  const port = view.port(role);
  return (port.known ? port.value?.podInterface : "") || "eth0";
}
