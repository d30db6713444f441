import type { RepeatSummary } from "../../proto/documents/v1/attempts.ts";
import type {
  CheckStatus,
  Confidence,
  Direction,
  Level,
  MtuPoint,
  Outcome,
  PointName,
  Stage,
  StageStatus,
} from "../../proto/documents/v1/diagnosis.ts";
import type { DoctorDocument } from "../../proto/documents/v1/doctor.ts";
import type { TraceDrop } from "../../proto/documents/v1/trace.ts";

/** Every word that the text output adds to what a document says, but for sentences of codes. */
export interface Words {
  readonly outcome: Readonly<Record<Outcome, string>>;
  readonly confidence: Readonly<Record<Confidence, string>>;
  /** The confidence as it stands after the outcome. */
  readonly sure: (confidence: string) => string;
  readonly level: Readonly<Record<Level, string>>;
  readonly stage: Readonly<Record<Stage, string>>;
  readonly point: Readonly<Record<PointName, string>>;
  readonly stageStatus: Readonly<Record<StageStatus["status"], string>>;
  readonly checkStatus: Readonly<Record<CheckStatus["status"], string>>;
  readonly directions: Readonly<Record<Direction, string>>;

  readonly verdict: VerdictWords;

  readonly symptom: (text: string, mark: string, explanation: string) => string;
  readonly symptomMark: Readonly<Record<"agrees" | "contradicts" | "open", string>>;

  readonly resolution: ResolutionWords;

  readonly path: string;
  readonly stages: string;
  readonly cause: string;
  readonly otherFindings: string;
  readonly latency: string;
  readonly coverage: string;
  readonly checks: string;
  readonly evidence: string;
  readonly whatToDo: string;
  readonly resources: string;
  readonly noCause: string;
  readonly notObserved: string;
  readonly notObservedLegend: string;
  readonly requestsHeader: string;
  readonly repliesHeader: string;
  readonly tapLost: (packets: number) => string;
  readonly period: string;
  readonly listSeparator: string;
  readonly lossless: string;
  readonly lost: (packets: number) => string;
  readonly roundTrip: (p50: string, max: string) => string;
  readonly stageLatency: (stage: string, direction: string, ms: string) => string;
  readonly run: (facts: RunFacts) => string;

  readonly attempts: AttemptWords;
  readonly http: HttpWords;
  readonly environment: EnvironmentWords;
  readonly yesNo: readonly [string, string];

  readonly node: string;
  readonly observationPoint: string;
  readonly interface: string;
  readonly status: string;
  readonly version: string;
  readonly datapath: string;
  readonly since: string;
  readonly lostReplies: string;
  readonly memory: string;
  readonly cpu: string;
  readonly clock: string;
  readonly sources: string;
  readonly source: string;
  readonly reason: string;
  readonly noAgents: string;
  /** Of agents and of the aggregator's sources. */
  readonly agentStatus: Readonly<Record<string, string>>;

  readonly doctor: DoctorWords;
  readonly mtu: MtuWords;

  readonly table: string;
  readonly flows: string;
  readonly drops: string;
  readonly packets: string;
  readonly action: string;
  readonly flowsShown: (shown: number, received: number, node: string) => string;
  readonly flowsOfPod: (ofport: number, addresses: string) => string;
  readonly flowsCutShort: string;
  readonly flowsUnparsed: (lines: number) => string;

  readonly logicalTrace: string;
  readonly openflowTrace: (node: string, end: string) => string;
  readonly traceResult: Readonly<Record<string, string>>;
  readonly atEnd: Readonly<Record<"source" | "destination", string>>;
  /** Ends by their role, as a trace document names them. */
  readonly traceEnd: Readonly<Record<string, string>>;
  readonly reading: ReadingWords;
  readonly noTrace: (reason: string) => string;
  readonly unknownReason: string;
  readonly decides: string;
  readonly noFlow: string;
  readonly datapathActions: string;
}

type DoctorStatus = DoctorDocument["outcome"];

export interface DoctorWords {
  /** The first line. */
  readonly head: (outcome: DoctorStatus, counts: DoctorDocument["counts"]) => string;
  readonly status: Readonly<Record<DoctorStatus, string>>;
  readonly separator: string;
  readonly more: (count: number) => string;
  readonly colon: string;
}

export interface AttemptWords {
  readonly title: string;
  readonly headers: Readonly<Record<"outcome" | "answered" | "loss" | "rtt" | "lostAt", string>>;
  /** The first words of the verdict line. */
  readonly head: (repeat: RepeatSummary) => string;
  readonly sum: (repeat: RepeatSummary) => string;
  readonly loss: (percent: string, answered: number, sent: number) => string;
  readonly lostAt: (place: string, attempts: number, lost: number) => string;
}

export interface ReadingWords {
  readonly right: (to: string, expected: string) => string;
  readonly elsewhere: (to: string, expected: string) => string;
  readonly dropped: (where: string, by: string) => string;
  readonly of: (datapath: string) => string;
  readonly owner: Readonly<Record<TraceDrop["owner"], string>>;
  readonly unknownPort: string;
}

export interface ResolutionWords {
  readonly answered: (name: string, used: string, server: string, foundAs: string) => string;
  readonly failed: (name: string, used: string, tried: string) => string;
  readonly notAsked: (name: string, used: string, reason: string) => string;
}

export interface HttpWords {
  readonly answered: (path: string, answered: number, sent: number) => string;
  readonly statuses: (code: number, count: number) => string;
  readonly time: (p50: string, max: string) => string;
  readonly error: (error: string, count: number) => string;
  readonly nothingSent: (path: string) => string;
}

export interface EnvironmentWords {
  readonly title: string;
  readonly release: (version: string, from: string) => string;
  readonly releaseUnknown: (reason: string) => string;
  readonly relation: Readonly<
    Record<"sameNode" | "crossNode" | "sameSubnet" | "otherSubnet" | "sameVpc" | "otherVpc", string>
  >;
  readonly kernel: string;
  readonly tunnel: string;
  readonly encap: string;
  readonly nic: string;
  readonly driver: string;
  readonly firmware: string;
  readonly offloads: string;
  readonly end: string;
  readonly subnet: string;
  readonly gateway: string;
}

/** Sizes are of IP packets, in bytes. */
export interface MtuWords {
  readonly heading: string;
  readonly what: string;
  readonly role: Readonly<Record<MtuPoint["role"], string>>;
  readonly tooSmall: (bytes: number, wanted: number) => string;
  readonly allPass: (bytes: number) => string;
  /** Null: none of any size. */
  readonly largest: (request: number | null, reply: number | null, tested: number) => string;
}

export interface RunFacts {
  readonly mode: "active" | "passive";
  readonly count: number;
  readonly size: number | null;
  readonly seconds: string;
  readonly startedAt: string;
  readonly id: string;
}

/** The middle of the first line: what happens to the packets, and where. */
export interface VerdictWords {
  readonly answered: (seen: number, expected: number) => string;
  readonly roundTrip: (ms: string) => string;
  readonly healthy: string;
  readonly stops: (place: VerdictPlace) => string;
  readonly partlyLost: (place: VerdictPlace) => string;
  readonly noPath: (place: VerdictPlace) => string;
  readonly unknown: string;
  readonly colon: string;
  readonly noCause: string;
}

export interface VerdictPlace {
  readonly direction: Direction;
  readonly stage: Stage;
  readonly node: string | null;
}
