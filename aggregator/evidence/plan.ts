import type { Diagnosis, Protocol } from "../../proto/diagnosis.ts";

/**
 * What is to be looked at: both ends, how they are related, and the probes to send.
 *
 * A plan holds what the inventory said when the diagnosis began; whether it is true is for the
 * evidence to show.
 */
export interface Plan {
  readonly source: PlannedEnd;
  readonly destination: PlannedEnd;
  /** Where the packets have to go: over one br-int, or over two and the underlay between them. */
  readonly relation: "same-node" | "cross-node";
  readonly sameSubnet: boolean;
  readonly traffic: Diagnosis["traffic"];
  readonly series: readonly PlannedSeries[];
  /** The error that the user saw, as the client printed it; "" or absent when none was told. */
  readonly errorText?: string;
}

export type Role = "source" | "destination";

/** One end, resolved to everything that a trace, a tap or a probe needs. */
export interface PlannedEnd {
  readonly kind: Diagnosis["source"]["kind"];
  readonly namespace: string | null;
  readonly name: string;
  readonly node: string | null;
  readonly ips: readonly string[];
  /** The address that this diagnosis uses. */
  readonly ip: string;
  readonly mac: string | null;
  readonly logicalPort: string | null;
  readonly switchName: string | null;
  readonly router: string | null;
  /** The router's address and MAC on this end's switch; null when it has no port there. */
  readonly gatewayIp: string | null;
  readonly gatewayMac: string | null;
}

/**
 * A row of equal probes.
 *
 * - `asked`: what the user asked for; the verdict is about these.
 * - `survey`: small ICMP echoes in quick succession, to tell loss from absence.
 * - `large`: ICMP echoes of the pod's MTU with DF set, to find a path MTU that is too small.
 * - `sweep`: when none of the large ones is answered, echoes of sizes in between.
 */
export interface PlannedSeries {
  readonly name: SeriesName;
  readonly protocol: Protocol;
  readonly port: number | null;
  readonly count: number;
  readonly intervalMs: number;
  readonly waitMs: number;
  /** IP packet size in bytes; null for the protocol's smallest useful one. */
  readonly packetBytes: number | null;
  readonly dontFragment: boolean;
  /** ICMP echo identifier, or first source port. */
  readonly identifier: number;
  /** Of a sweep: sizes between these two, each an echo with an identifier of its own. */
  readonly sweep?: { readonly passes: number; readonly fails: number };
  /** Path to GET on every open connection of tcp. */
  readonly httpPath?: string;
}

export type SeriesName = "asked" | "survey" | "large" | "sweep" | "passive";

/** The other end, as seen from one. */
export function otherRole(role: Role): Role {
  return role === "source" ? "destination" : "source";
}
