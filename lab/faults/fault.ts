import { type AddressFamily, addressFamilies } from "../addresses.ts";
import type { Lab } from "../context.ts";
import type { NodeSpec, PodSpec } from "../topology.ts";

export type Protocol = "icmp" | "tcp" | "udp";
export type Placement = "cross-node" | "same-node";

/** What a diagnosis of the broken path must say; words and codes of the verdict document. */
export interface Expectation {
  readonly outcome: "unreachable" | "degraded";
  readonly stage:
    | "source-pod"
    | "source-bridge"
    | "underlay"
    | "destination-bridge"
    | "destination-pod"
    | "control-plane";
  readonly direction: "request" | "reply";
  readonly code: string;
}

/** The path that is to be broken. */
export interface FaultPath {
  readonly lab: Lab;
  readonly source: PodSpec;
  readonly destination: PodSpec;
  readonly sourceNode: NodeSpec;
  readonly destinationNode: NodeSpec;
  readonly placement: Placement;
}

/** One way to break a path with the tools an operator has. */
export interface Fault {
  readonly name: string;
  /** What it breaks, in one sentence without a full stop. */
  readonly summary: string;
  /** Protocols that it keeps from working. */
  readonly protocols: readonly Protocol[];
  readonly placements: readonly Placement[];
  /** IP versions that it keeps from working; the other one passes. */
  readonly families: readonly AddressFamily[];
  readonly defaultSource: string;
  readonly defaultDestination: string;
  readonly expect: Expectation;
  /** Where one node's shared br-int makes it another stage. */
  readonly expectSameNode?: Expectation;
  /** Bytes of payload from which on it shows; smaller packets pass. */
  readonly fromSize?: number;
  /** Why it makes no sense between these two, if so. */
  readonly refuses?: (path: FaultPath) => string | undefined;
  /** Breaks it, and returns once it is broken. */
  readonly inject: (path: FaultPath) => Promise<void>;
}

export const allProtocols: readonly Protocol[] = ["icmp", "tcp", "udp"];
export const everywhere: readonly Placement[] = ["cross-node", "same-node"];
export const acrossNodes: readonly Placement[] = ["cross-node"];

/** What most faults have in common. */
export const fromAToB = {
  protocols: allProtocols,
  placements: everywhere,
  families: addressFamilies,
  defaultSource: "a",
  defaultDestination: "b",
} as const;

export function expectation(
  stage: Expectation["stage"],
  direction: Expectation["direction"],
  code: string,
  outcome: Expectation["outcome"] = "unreachable",
): Expectation {
  return { outcome, stage, direction, code };
}
