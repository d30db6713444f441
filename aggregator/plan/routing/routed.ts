import type { Protocol } from "../../../proto/documents/v1/diagnosis.ts";
import type { RouterDecisionRow } from "../../evidence/destination-rows.ts";
import type { MatchedPacket } from "../../ovn-language/match-evaluation.ts";

/** A packet that a logical router routes. */
export interface RoutedPacket {
  readonly source: string;
  readonly destination: string;
  readonly protocol: Protocol;
  /** The port that is asked for; null for ICMP. */
  readonly port: number | null;
}

/** Where a logical router sends a packet. */
export interface Routed extends Pick<RouterDecisionRow, "by" | "kind" | "isUncertain"> {
  /** Several where OVN spreads packets over them; none where the packet goes no further. */
  readonly hops: readonly Hop[];
}

export interface Hop {
  /** The next router's address; to a connected network the packet's own destination. */
  readonly ip: string;
  /** The router's port towards it; null when it is not known. */
  readonly outport: string | null;
}

/** Source port of made-up packets: any would do, neither routers nor policies look at it. */
const anySourcePort = 61_001;
/** Echo requests: RFC 792, RFC 4443. */
const echo = { v4: { protocol: 1, icmpType: 8 }, v6: { protocol: 58, icmpType: 128 } } as const;

/**
 * A packet of the traffic, made up, as rows of OVN are matched against it.
 *
 * @param inport the logical port by which it comes; null when it is not known.
 */
export function matchedPacketOf(
  { source, destination, protocol, port }: RoutedPacket,
  inport: string | null,
): MatchedPacket {
  const base = { ipSrc: source, ipDst: destination, ...(inport === null ? {} : { inport }) };
  if (protocol === "icmp") {
    return { ...base, ...(source.includes(":") ? echo.v6 : echo.v4), icmpCode: 0 };
  }
  const destinationPort = port ?? 0;
  const number = protocol === "tcp" ? 6 : 17;
  return { ...base, protocol: number, sourcePort: anySourcePort, destinationPort };
}
