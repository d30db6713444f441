import type { Lab } from "../context.ts";
import { type AddressFamily, addressFamilies } from "../topology/addresses.ts";
import type { ServiceSpec } from "../topology/services.ts";
import type { ExternalSpec, NodeSpec, PodSpec } from "../topology/specs.ts";

export type Protocol = "icmp" | "tcp" | "udp";
export type Placement = "cross-node" | "same-node";

/** What a diagnosis of the broken path must say; words and codes of the verdict document. */
export interface Expectation {
  readonly outcome: "reachable" | "unreachable" | "degraded";
  /** Null where packets pass. */
  readonly stage:
    | null
    | "source-pod"
    | "source-bridge"
    | "underlay"
    | "destination-bridge"
    | "destination-pod"
    | "gateway"
    | "service"
    | "control-plane";
  readonly direction: "request" | "reply" | null;
  /** The cause's; where packets pass there is none, and this is the finding's. */
  readonly code: string;
  /** "confirmed" when left out; "likely" where nothing can prove more than that it fits. */
  readonly confidence?: "likely";
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

/** The path from a pod to a Service that is to be broken. */
export interface ServicePath {
  readonly lab: Lab;
  readonly source: PodSpec;
  readonly sourceNode: NodeSpec;
  readonly service: ServiceSpec;
}

/** The path from a pod out of OVN, to a host outside or to a node, that is to be broken. */
export interface OutwardPath {
  readonly lab: Lab;
  readonly source: PodSpec;
  readonly sourceNode: NodeSpec;
  /** The node by which the pod's packets leave OVN. */
  readonly gateway: NodeSpec;
  readonly ip: string;
  /** Null for a node, and for an address of a pod in an external network. */
  readonly external: ExternalSpec | null;
}

/** The path from a node itself to a pod that is to be broken. */
export interface NodePath {
  readonly lab: Lab;
  readonly sourceNode: NodeSpec;
  readonly destination: PodSpec;
  readonly destinationNode: NodeSpec;
}

/** The path from a pod to an address of a Subnet that no Pod has. */
export interface AddressPath {
  readonly lab: Lab;
  readonly source: PodSpec;
  readonly sourceNode: NodeSpec;
  readonly ip: string;
}

/** What all faults have in common. */
export interface FaultCommon {
  readonly name: string;
  /** What it breaks, in one sentence without a full stop. */
  readonly summary: string;
  /** Protocols that it keeps from working. */
  readonly protocols: readonly Protocol[];
  readonly placements: readonly Placement[];
  /** IP versions that it keeps from working; the other one passes. */
  readonly families: readonly AddressFamily[];
  /** ICMP over IPv6 passes all the same, as every NetworkPolicy lets it. */
  readonly icmp6Passes?: boolean;
  readonly defaultSource: string;
  readonly defaultDestination: string;
  readonly expect: Expectation;
  /** Where one node's shared br-int makes it another stage. */
  readonly expectSameNode?: Expectation;
  /** Bytes of payload from which on it shows; smaller packets pass. */
  readonly fromSize?: number;
  /** Bytes of payload to ask with, where nothing else shows it. */
  readonly askSize?: number;
  /** Shows where the question names no port: the one that is asked then is what is broken. */
  readonly leavesPortOpen?: boolean;
}

/** One way to break the path between two pods with the tools an operator has. */
export interface Fault extends FaultCommon {
  readonly target?: "pod";
  /** Why it makes no sense between these two, if so. */
  readonly refuses?: (path: FaultPath) => string | undefined;
  /** Breaks it, and returns once it is broken. */
  readonly inject: (path: FaultPath) => Promise<void>;
}

/** The same for a Service; the destination is `svc/NAME`. */
export interface ServiceFault extends FaultCommon {
  readonly target: "service";
  readonly inject: (path: ServicePath) => Promise<void>;
}

/** The same for what is beyond OVN; the destination is a host's address, or `node/NAME`. */
export interface OutwardFault extends FaultCommon {
  readonly target: "outward";
  readonly inject: (path: OutwardPath) => Promise<void>;
}

/** The same for what a node sends; the source is `node/NAME`. */
export interface NodeFault extends FaultCommon {
  readonly target: "node";
  readonly inject: (path: NodePath) => Promise<void>;
}

/** The same for an address that no Pod has; the destination is that address. */
export interface AddressFault extends FaultCommon {
  readonly target: "address";
  readonly inject: (path: AddressPath) => Promise<void>;
}

export type AnyFault = Fault | ServiceFault | OutwardFault | NodeFault | AddressFault;

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

/** A NetworkPolicy on the way, which lets ICMPv6 pass wherever there is IPv6. */
export const deniedFromAToB = { ...fromAToB, icmp6Passes: true } as const;

export const fromAToWeb = {
  target: "service",
  protocols: ["tcp"],
  placements: acrossNodes,
  families: ["IPv4"],
  defaultSource: "a",
  defaultDestination: "svc/web",
} as const;

/** An address that the lab gives to nobody, of the Subnet of most pods. */
export const fromAToAddress = {
  target: "address",
  protocols: ["icmp", "tcp"],
  placements: acrossNodes,
  families: ["IPv4"],
  defaultSource: "a",
  defaultDestination: "10.16.0.50",
} as const;

/** A pod of a Subnet with distributed gateways: leaves by its own node. */
export const fromAOutside = {
  target: "outward",
  protocols: ["icmp", "tcp"],
  placements: acrossNodes,
  families: ["IPv4"],
  defaultSource: "a",
  defaultDestination: "198.18.4.10",
} as const;

/** A pod of a Subnet with a centralized gateway: leaves by the gateway node. */
export const fromFOutside = { ...fromAOutside, defaultSource: "f" } as const;

export function expectation(
  stage: NonNullable<Expectation["stage"]>,
  direction: NonNullable<Expectation["direction"]>,
  code: string,
  outcome: "unreachable" | "degraded" = "unreachable",
): Expectation {
  return { outcome, stage, direction, code };
}

/** The same, where the code can only be likely. */
export function likely(...words: Parameters<typeof expectation>): Expectation {
  return { ...expectation(...words), confidence: "likely" };
}

/** Packets pass, and this is found beside. */
export function finding(code: string): Expectation {
  return { outcome: "reachable", stage: null, direction: null, code };
}
