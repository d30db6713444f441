import type { Symptom } from "../../symptoms/symptom.ts";
import type { AttemptSummary, HttpSummary, NameResolution, RepeatSummary } from "./attempts.ts";
import type { Environment } from "./environment.ts";

/**
 * The verdict document (`-o json`, apiVersion tapline/v1): what the command line prints, the API
 * returns and the store holds. Fields are only ever added.
 */
export interface Diagnosis {
  readonly apiVersion: "tapline/v1";
  readonly kind: "Diagnosis";
  readonly id: string;
  /** RFC 3339, UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly source: EndpointSummary;
  readonly destination: EndpointSummary;
  readonly traffic: Traffic;
  readonly outcome: Outcome;
  readonly confidence: Confidence;
  /** Null when reachable, or when no stage can be named. */
  readonly failure: Failure | null;
  /** Null when none is established. */
  readonly cause: Cause | null;
  readonly findings: readonly Finding[];
  readonly path: readonly PathPoint[];
  readonly stages: readonly StageStatus[];
  readonly latency: Latency;
  readonly mtu?: MtuReport;
  readonly checks: readonly CheckStatus[];
  readonly coverage: Coverage;
  readonly evidence: readonly EvidenceSummary[];
  /** Each IP version that was diagnosed, IPv4 first; everything else here is about the worse. */
  readonly families?: readonly FamilyVerdict[];
  /** What the user saw fail, against what was observed; null when none was told. */
  readonly symptom?: Symptom | null;
  /** How the destination's host name was resolved; null when none was named. */
  readonly resolution?: NameResolution | null;
  /** What the destination answered by HTTP; null when that was not asked. */
  readonly http?: HttpSummary | null;
  /** Of a repeated diagnosis: what each attempt gave. The rest is the worst attempt's. */
  readonly attempts?: readonly AttemptSummary[];
  readonly repeat?: RepeatSummary;
  /** Releases, placement and gateways, as far as they are known. */
  readonly environment?: Environment;
}

export type Outcome = "reachable" | "degraded" | "unreachable" | "inconclusive";
export type Confidence = "confirmed" | "likely" | "inconclusive";
export type Direction = "request" | "reply";
export type Level = "fatal" | "critical" | "warning" | "info";
export type Protocol = "icmp" | "tcp" | "udp";

/** Segments of the path between observation points, in the order of a request. */
export const stageNames = [
  "control-plane",
  "service",
  "source-pod",
  "source-bridge",
  "underlay",
  "destination-bridge",
  "destination-pod",
  "gateway",
] as const;
export type Stage = (typeof stageNames)[number];

export type PointName =
  | "source-veth"
  | "source-tunnel"
  | "source-uplink"
  | "destination-uplink"
  | "destination-tunnel"
  | "destination-veth"
  | "gateway-uplink"
  | "gateway-ovn0"
  | "provider-uplink";

export interface EndpointSummary {
  readonly kind: "Pod" | "Service" | "Node" | "Address";
  readonly namespace: string | null;
  readonly name: string;
  readonly node: string | null;
  readonly ips: readonly string[];
  readonly logicalPort: string | null;
}

export interface Traffic {
  readonly protocol: Protocol;
  readonly port: number | null;
  readonly mode: "active" | "passive";
  /** Probes asked for. */
  readonly count: number;
  /** IP packet size in bytes; null for the default. */
  readonly size: number | null;
  /** Path that was asked for by GET on every open connection; null or absent for none. */
  readonly http?: string | null;
}

export interface Failure {
  readonly stage: Stage;
  readonly direction: Direction;
  readonly node: string | null;
  readonly lastSeenAt: PointName | null;
  readonly notSeenAt: PointName | null;
}

export interface Resource {
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
}

export interface Cause {
  readonly code: string;
  /** One sentence, English. */
  readonly summary: string;
  readonly resources: readonly Resource[];
  /** Values of the code's sentence, by name: other languages are made from them. */
  readonly args: Readonly<Record<string, string | number>>;
}

export interface Finding extends Cause {
  readonly level: Level;
  readonly stage: Stage | null;
  readonly direction: Direction | null;
  readonly node: string | null;
  readonly evidence: readonly string[];
  readonly remedy: Remedy;
}

export interface Remedy {
  readonly text: string;
  /** To read first and run by hand; tapline runs none of them. */
  readonly commands: readonly string[];
}

export interface Count {
  readonly expected: number;
  /** Null where nothing could be observed: absence is then no evidence. */
  readonly seen: number | null;
}

export interface PathPoint {
  readonly point: PointName;
  readonly node: string;
  readonly interface: string;
  readonly request: Count;
  readonly reply: Count;
  /** Packets that the tap lost at this node. */
  readonly lost: number;
}

export interface StageStatus {
  readonly stage: Stage;
  readonly direction: Direction;
  readonly status: "pass" | "fail" | "unknown" | "not-reached";
  readonly evidence: readonly string[];
}

export interface Latency {
  readonly rttMs: { readonly p50: number; readonly max: number } | null;
  readonly perStage: readonly { stage: Stage; direction: Direction; p50Ms: number }[];
  /**
   * How far the clock of the destination's node is ahead of that of the source's, and by how much
   * that may be wrong; null when it is not known.
   */
  readonly clocks?: { readonly offsetMs: number; readonly errorMs: number } | null;
}

/** Sizes in bytes; MTUs are of IP packets, without the Ethernet header. */
export interface MtuReport {
  /** What encapsulation adds on this path, 0 without; null when the tunnel is not known. */
  readonly overhead: number | null;
  /** What the uplinks must take for the largest packet of the source pod; null when not known. */
  readonly required: number | null;
  /** Every interface on the path that could be looked at, from the source's pod on. */
  readonly points: readonly MtuPoint[];
  /** Null when no large packets were sent, or nothing is known of them. */
  readonly path: PathMtu | null;
}

export interface MtuPoint {
  readonly node: string;
  readonly end: "source" | "destination";
  readonly role: "pod" | "host-veth" | "ovn0" | "tunnel" | "uplink";
  readonly interface: string;
  readonly mtu: number;
}

/** What probes with DF set found: IP packet sizes as the pods send them. */
export interface PathMtu {
  /** The largest size that was tried: the source pod's MTU. */
  readonly tested: number;
  /** The largest that arrived at the destination pod; null when none did. */
  readonly request: number | null;
  /** The largest that was answered in its own size; null when none was. */
  readonly reply: number | null;
  /** Every larger size was seen to fail, to the byte. */
  readonly exact: boolean;
}

export interface CheckStatus {
  readonly name: string;
  readonly status: "clean" | "found" | "skipped" | "failed";
  readonly reason: string | null;
}

export interface Coverage {
  readonly agents: readonly { node: string; status: string; reason: string | null }[];
  /** Packets that taps on the path lost. */
  readonly lost: number;
  readonly notObserved: readonly string[];
}

export interface EvidenceSummary {
  readonly id: string;
  readonly kind: "sighting" | "logical-trace" | "openflow-trace" | "flow" | "port" | "row" | "fact";
  readonly node: string | null;
  readonly at: string;
  readonly data: unknown;
}

/** What became of one IP version of a path. */
export interface FamilyVerdict {
  readonly family: "IPv4" | "IPv6";
  readonly sourceIp: string;
  readonly destinationIp: string;
  readonly outcome: Outcome;
  readonly confidence: Confidence;
  readonly failure: Failure | null;
  readonly cause: Cause | null;
}

/** Exit status of the command line. */
export const exitStatus = {
  reachable: 0,
  fault: 1,
  usage: 2,
  inconclusive: 3,
  notPermitted: 4,
  broken: 5,
} as const;
