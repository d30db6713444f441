import type { IptablesDump__Output } from "../gen/tapline/v1/IptablesDump.ts";
import type { Listener__Output } from "../gen/tapline/v1/Listener.ts";
import type { Neighbour__Output } from "../gen/tapline/v1/Neighbour.ts";
import type { NetnsState__Output } from "../gen/tapline/v1/NetnsState.ts";
import type { NodeFacts__Output } from "../gen/tapline/v1/NodeFacts.ts";
import type { OvnControllerFacts__Output } from "../gen/tapline/v1/OvnControllerFacts.ts";
import type { PodFacts__Output } from "../gen/tapline/v1/PodFacts.ts";
import type { PortList__Output } from "../gen/tapline/v1/PortList.ts";
import type { Problem__Output } from "../gen/tapline/v1/Problem.ts";
import type { RoundTrip__Output } from "../gen/tapline/v1/RoundTrip.ts";
import type { VswitchdFacts__Output } from "../gen/tapline/v1/VswitchdFacts.ts";
import { type Reason, reason } from "../reasons/index.ts";
import {
  addressFamilies,
  connectionStatuses,
  iptablesBackends,
  type ProblemPart,
  problemParts,
  protocols,
} from "./enums.ts";
import { fromWireReason } from "./reason.ts";

/** What could not be looked at, and why. */
export interface Problem {
  readonly part: ProblemPart;
  readonly why: Reason;
}

export interface IptablesDump {
  readonly family: "ip" | "ip6";
  /** "nft": rules that nft(8) shows too, but whole. */
  readonly backend: "legacy" | "nft";
  readonly text: string;
}

export type Listener = Omit<Listener__Output, "protocol"> & {
  readonly protocol: "icmp" | "tcp" | "udp";
};

export type OvnControllerFacts = Omit<OvnControllerFacts__Output, "connection" | "reasons"> & {
  /** Why it does not run or answer. */
  readonly reasons: readonly Reason[];
  /** "" when it did not answer. */
  readonly connection: "" | "connected" | "not connected";
};

export type VswitchdFacts = Omit<VswitchdFacts__Output, "reasons"> & {
  /** Why it does not run or answer. */
  readonly reasons: readonly Reason[];
};

export type PortList = Omit<PortList__Output, "problems"> & {
  readonly problems: readonly Problem[];
};

export type NodeFacts = Omit<
  NodeFacts__Output,
  "problems" | "ovnController" | "vswitchd" | "tunnelNeighbours"
> & {
  /** Absent in cases from before they were read. */
  readonly tunnelNeighbours?: readonly Neighbour__Output[];
  readonly vswitchd: VswitchdFacts | null;
  readonly problems: readonly Problem[];
  readonly ovnController: OvnControllerFacts | null;
};

export type PodFacts = Omit<PodFacts__Output, "problems" | "listeners" | "roundTrips"> & {
  /** Absent in cases from before they were asked for. */
  readonly roundTrips?: readonly RoundTrip__Output[];
  readonly problems: readonly Problem[];
  readonly listeners: readonly Listener[];
};

export type NetnsState = Omit<
  NetnsState__Output,
  "problems" | "iptables" | "rulesLeftOut" | "rulesKeptFor"
> & {
  /** Absent where an agent reads all or nothing, as the two that follow. */
  readonly rulesLeftOut?: number;
  /** Addresses for which the rest was kept; empty when it was kept for all. */
  readonly rulesKeptFor?: readonly string[];
  readonly problems: readonly Problem[];
  readonly iptables: readonly IptablesDump[];
};

// Each of these throws WireValueError for a value that this version does not know.

export function fromWirePorts(wire: PortList__Output): PortList {
  return { ...wire, problems: wire.problems.map(fromWireProblem) };
}

export function fromWireNodeFacts(wire: NodeFacts__Output): NodeFacts {
  const { ovnController, vswitchd } = wire;
  return {
    ...wire,
    problems: wire.problems.map(fromWireProblem),
    ovnController: ovnController && {
      ...ovnController,
      connection: connectionStatuses.fromWire(ovnController.connection),
      reasons: ovnController.reasons.map(fromWireReason),
    },
    vswitchd: vswitchd && { ...vswitchd, reasons: vswitchd.reasons.map(fromWireReason) },
  };
}

export function fromWirePodFacts(wire: PodFacts__Output): PodFacts {
  return {
    ...wire,
    problems: wire.problems.map(fromWireProblem),
    listeners: wire.listeners.map((listener) => {
      return { ...listener, protocol: protocols.fromWire(listener.protocol) };
    }),
  };
}

export function fromWireNetnsState(wire: NetnsState__Output): NetnsState {
  return {
    ...wire,
    problems: wire.problems.map(fromWireProblem),
    iptables: wire.iptables.map(fromWireDump),
  };
}

function fromWireDump({ family, backend, text }: IptablesDump__Output): IptablesDump {
  return {
    family: addressFamilies.fromWire(family),
    backend: iptablesBackends.fromWire(backend),
    text,
  };
}

function fromWireProblem({ part, why }: Problem__Output): Problem {
  const told = why === null ? reason("COULD_NOT_LOOK", {}) : fromWireReason(why);
  return { part: problemParts.fromWire(part), why: told };
}
