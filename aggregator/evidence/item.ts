import type { Direction } from "../../proto/documents/v1/diagnosis.ts";
import type { Link__Output } from "../../proto/gen/tapline/v1/Link.ts";
import type { LocalPort__Output } from "../../proto/gen/tapline/v1/LocalPort.ts";
import type { Reason } from "../../proto/reasons/index.ts";
import type { Sighting } from "../../proto/records/sighting.ts";
import type { NetnsState, NodeFacts, PodFacts } from "../../proto/wire/facts.ts";
import type { ProbeReport } from "../../proto/wire/probe.ts";
import type { OpenflowTrace } from "../../proto/wire/trace.ts";
import type { NatRow, ProviderRow, RouterDecisionRow, ServiceRow } from "./destination-rows.ts";
import type { Role, SeriesName } from "./plan.ts";
import type {
  AclRow,
  AddressClaimsRow,
  AddressOwnerRow,
  ChassisRow,
  ControlPlaneRow,
  DatabaseRow,
  KubeOvnRelease,
  LogicalPortRow,
  MacOwnerRow,
  NodeObjectRow,
  PodObjectRow,
  PolicyRow,
  PortBindingRow,
  PortRivalsRow,
  SubnetRow,
} from "./rows.ts";

/**
 * One thing that was looked at.
 *
 * `status` tells whether looking worked. An item that worked and holds null says that the thing is
 * not there; an item that failed says nothing about the thing. Conclusions rest on items alone, so
 * an item that is taken away can only weaken them.
 */
export type EvidenceItem = ItemHead & EvidenceBody;

/** A kind of evidence: what collectors give, and checks read. */
export type EvidenceName = EvidenceBody["name"];

export interface ItemHead {
  readonly id: string;
  /** RFC 3339, UTC, on the aggregator's clock. */
  readonly at: string;
  readonly node: string | null;
  readonly status: "ok" | "failed";
  /** Why looking failed. */
  readonly reason: Reason | null;
}

export type EvidenceBody =
  | { readonly kind: "sighting"; readonly name: "tap"; readonly data: TapEvidence | null }
  | {
      readonly kind: "fact";
      readonly name: "probe";
      readonly series: SeriesName;
      readonly data: ProbeReport | null;
    }
  | {
      readonly kind: "port";
      readonly name: "port";
      readonly role: Role;
      readonly data: LocalPort__Output | null;
    }
  | {
      readonly kind: "fact";
      readonly name: "node";
      readonly role: Role;
      readonly data: NodeFacts | null;
    }
  | {
      readonly kind: "fact";
      readonly name: "pod";
      readonly role: Role;
      readonly data: PodFacts | null;
    }
  | {
      readonly kind: "fact";
      readonly name: "netns";
      readonly role: Role;
      readonly place: NetnsPlace;
      readonly round: Round;
      readonly data: NetnsState | null;
    }
  | {
      readonly kind: "row";
      readonly name: "logical-port";
      readonly role: Role;
      readonly data: LogicalPortRow | null;
    }
  | {
      readonly kind: "row";
      readonly name: "port-binding";
      readonly role: Role;
      readonly data: PortBindingRow | null;
    }
  | {
      readonly kind: "row";
      readonly name: "chassis";
      readonly role: Role;
      readonly data: ChassisRow | null;
    }
  | {
      readonly kind: "row";
      readonly name: "policies";
      readonly role: Role;
      readonly data: readonly PolicyRow[] | null;
    }
  | {
      readonly kind: "row";
      readonly name: "subnet";
      readonly role: Role;
      readonly data: SubnetRow | null;
    }
  | {
      readonly kind: "row";
      readonly name: "pod-object";
      readonly role: Role;
      readonly data: PodObjectRow | null;
    }
  | {
      readonly kind: "row";
      readonly name: "node-object";
      readonly role: Role;
      readonly data: NodeObjectRow | null;
    }
  | { readonly kind: "fact"; readonly name: "kube-ovn"; readonly data: KubeOvnRelease | null }
  /** Of a Service that is asked for; null when it is gone. */
  | { readonly kind: "row"; readonly name: "service"; readonly data: ServiceRow | null }
  /**
   * What the sender's router decides for packets of a direction, of the request where none is said;
   * null without such a router.
   */
  | {
      readonly kind: "row";
      readonly name: "router-decision";
      readonly direction?: Direction;
      readonly data: RouterDecisionRow | null;
    }
  /** What routers translate of the addresses of a path that leaves the cluster. */
  | { readonly kind: "row"; readonly name: "nat"; readonly data: readonly NatRow[] | null }
  /** How an end's switch is tied to the physical network; null when it is not. */
  | {
      readonly kind: "row";
      readonly name: "provider";
      readonly role: Role;
      readonly data: ProviderRow | null;
    }
  | {
      readonly kind: "row";
      readonly name: "address-owners";
      readonly role: Role;
      /** Others than the end itself. */
      readonly data: readonly AddressOwnerRow[] | null;
    }
  | {
      readonly kind: "row";
      readonly name: "mac-owners";
      readonly role: Role;
      /** Others than the end itself. */
      readonly data: readonly MacOwnerRow[] | null;
    }
  /** What the source's pod holds for the MAC of an address that no Pod has. */
  | {
      readonly kind: "fact";
      readonly name: "held-neighbour";
      readonly data: { readonly mac: string | null } | null;
    }
  | {
      readonly kind: "fact";
      readonly name: "port-rivals";
      readonly role: Role;
      readonly data: PortRivalsRow | null;
    }
  | {
      readonly kind: "row";
      readonly name: "address-claims";
      readonly data: AddressClaimsRow | null;
    }
  | {
      readonly kind: "row";
      readonly name: "databases";
      readonly data: readonly DatabaseRow[] | null;
    }
  | {
      readonly kind: "row";
      readonly name: "control-plane";
      readonly data: ControlPlaneRow | null;
    }
  | {
      readonly kind: "logical-trace";
      readonly name: "logical-trace";
      readonly direction: Direction;
      readonly data: LogicalTraceEvidence | null;
    }
  | {
      readonly kind: "openflow-trace";
      readonly name: "openflow-trace";
      readonly direction: Direction;
      /** The node whose br-int was asked. */
      readonly role: Role;
      readonly data: OpenflowTraceEvidence | null;
    }
  | {
      readonly kind: "openflow-trace";
      readonly name: "neighbour-trace";
      /** The pod that asks for the MAC of its next hop; traced on its node's br-int. */
      readonly role: Role;
      readonly data: OpenflowTraceEvidence | null;
    }
  /** Of a packet that a node's NIC takes or sends, on the bridge of Open vSwitch that it is on. */
  | {
      readonly kind: "openflow-trace";
      readonly name: "uplink-trace";
      readonly direction: Direction;
      readonly role: Role;
      /** Seen from the node. */
      readonly way: "in" | "out";
      readonly bridge: string;
      readonly data: OpenflowTraceEvidence | null;
    }
  /** Of the request on the source's br-int, to see which of several gateways it takes. */
  | {
      readonly kind: "openflow-trace";
      readonly name: "gateway-trace";
      readonly data: OpenflowTraceEvidence | null;
    }
  | {
      readonly kind: "flow";
      readonly name: "shadowed-flows";
      /** The trace whose foreign flow shadows them. */
      readonly of: string;
      readonly data: ShadowedFlows | null;
    };

/** Whose network namespace: the pod's, or its node's own. */
export type NetnsPlace = "node" | "pod";

/** Counters prove by growing: they are read before the probes and after them. */
export type Round = "before" | "after";

/** What a flow that is not OVN's shadows: flows of its table that match what it matches. */
export interface ShadowedFlows {
  readonly bridge: string;
  readonly table: number;
  readonly priority: number;
  readonly match: string;
  /** Of lower priority, highest first; `collect/traces/shadowed-flows.ts` keeps so many. */
  readonly shadowed: readonly ShadowedFlow[];
}

export interface ShadowedFlow {
  readonly priority: number;
  readonly cookie: string;
  readonly match: string;
  readonly actions: readonly string[];
  readonly isSameMatch: boolean;
  /** A southbound row explains it. */
  readonly isOvns: boolean;
}

export interface TapEvidence {
  readonly sightings: readonly Sighting[];
  /** The node's links when the tap started: names for interface indexes. */
  readonly links: readonly Link__Output[];
  /**
   * The tap ran to its planned end, lost nothing, and all it sent arrived: only then does a packet
   * that it did not see prove anything.
   */
  readonly complete: boolean;
  readonly lost: number;
  readonly sightingsExpected: number;
  readonly problem: Reason | null;
  /**
   * In which the tap was listening for sure, microseconds since 1970 on the node's clock: a packet
   * that it did not see outside of it may have been there. Cases from before it was told have none.
   */
  readonly window?: { readonly fromUs: number; readonly toUs: number };
  /** The node's clock between two readings of the aggregator's, milliseconds since 1970. */
  readonly clock?: {
    readonly askedMs: number;
    readonly agentMs: number;
    readonly answeredMs: number;
  } | null;
  /**
   * Open vSwitch of the node is told to offload flows to hardware (other_config:hw-offload): what
   * passes there passes no tap, so a packet that was not seen proves nothing.
   */
  readonly hwOffload?: boolean;
}

export interface LogicalTraceEvidence {
  readonly result: "delivered" | "delivered-elsewhere" | "dropped" | "error";
  /** Logical ports that the trace outputs to. */
  readonly outputs: readonly string[];
  readonly droppedAt: LogicalDrop | null;
  readonly detail: Reason;
}

export interface LogicalDrop {
  readonly stage: string;
  readonly pipeline: "ingress" | "egress";
  readonly datapath: string;
  /** First 8 hex digits of the logical flow's UUID; null for an implicit drop. */
  readonly uuid: string | null;
  readonly priority: number | null;
  readonly match: string;
  readonly acl: AclRow | null;
}

export interface OpenflowTraceEvidence {
  readonly trace: OpenflowTrace;
  /** The flow that was asked for, as ovs-appctl got it. */
  readonly flow: string;
  /** Who installed each step's flow; same length as trace.steps. */
  readonly owners: readonly FlowOwner[];
}

/** Whose flow it is, from its cookie: the first 32 bits of a southbound row's UUID. */
export type FlowOwner =
  | {
      readonly kind: "logical-flow";
      readonly stage: string;
      readonly pipeline: "ingress" | "egress";
      /** Name of the logical switch or router. */
      readonly datapath: string | null;
      readonly acl: AclRow | null;
      /** The logical flow lets packets go on; absent where it drops or rejects them. */
      readonly passes?: true;
      /** The northbound row that it was made from is not there (any more); absent when it is. */
      readonly orphan?: string;
    }
  | {
      readonly kind: "southbound-row";
      readonly table: string;
      /** A Port_Binding that drops until its port is activated; absent otherwise. */
      readonly waits?: true;
    }
  /** The row went a moment ago: a node that does not keep up still has its flows. */
  | { readonly kind: "removed-row"; readonly secondsAgo: number }
  /** Cookie 0: OVN's own plumbing, or somebody's hand. */
  | { readonly kind: "no-cookie" }
  | { readonly kind: "unknown-cookie" };
