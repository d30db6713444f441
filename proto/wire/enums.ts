import { TaplineError } from "../../lib/errors.ts";
import type { AddressFamily } from "../gen/tapline/v1/AddressFamily.ts";
import type { AgentPresence } from "../gen/tapline/v1/AgentPresence.ts";
import type { ConnectionStatus } from "../gen/tapline/v1/ConnectionStatus.ts";
import type { IptablesBackend } from "../gen/tapline/v1/IptablesBackend.ts";
import type { LookupSource } from "../gen/tapline/v1/LookupSource.ts";
import type { LookupStatus } from "../gen/tapline/v1/LookupStatus.ts";
import type { ProbeOutcome as WireOutcome } from "../gen/tapline/v1/ProbeOutcome.ts";
import type { ProblemPart as WirePart } from "../gen/tapline/v1/ProblemPart.ts";
import type { Protocol } from "../gen/tapline/v1/Protocol.ts";
import type { SourceState } from "../gen/tapline/v1/SourceState.ts";
import type { TapEnding } from "../gen/tapline/v1/TapEnding.ts";
import type { TraceOutputKind } from "../gen/tapline/v1/TraceOutputKind.ts";
import type { TraceResult } from "../gen/tapline/v1/TraceResult.ts";

export type WireValueErrorType = { readonly code: "WIRE_VALUE_UNKNOWN"; readonly value: string };

/** A value of an enumeration that this version does not know, or none where one is needed. */
export class WireValueError extends TaplineError<WireValueErrorType> {}

/**
 * A closed set: `Word` is what code and recorded cases say, `Name` what the wire numbers. The two
 * are kept apart so that a recorded case outlives the wire.
 */
export class WireEnum<const Word extends string, const Name extends string> {
  readonly #names: Readonly<Record<Word, Name>>;
  readonly #words: ReadonlyMap<string, Word>;

  constructor(names: Readonly<Record<Word, Name>>) {
    this.#names = names;
    const words = Object.keys(names) as Word[];
    this.#words = new Map(words.map((word) => [names[word], word]));
  }

  toWire(word: Word): Name {
    return this.#names[word];
  }

  /** Undefined for a name that this version does not know, and for none where one is needed. */
  find(name: string): Word | undefined {
    return this.#words.get(name);
  }

  /** @throws {WireValueError} WIRE_VALUE_UNKNOWN. */
  fromWire(name: string): Word {
    const word = this.find(name);
    if (word !== undefined) return word;
    const value = String(name); // a number where the schema has no name for it
    const message = `Cannot read the message: "${value}" is no value that this version knows`;
    throw new WireValueError({ code: "WIRE_VALUE_UNKNOWN", value }, message);
  }

  /** Whether a word of somebody else (a program's output) is one of these. */
  has(word: string): word is Word {
    return Object.hasOwn(this.#names, word);
  }

  get names(): readonly Name[] {
    return Object.values(this.#names);
  }
}

type WordOf<E> = E extends WireEnum<infer Word, string> ? Word : never;

export const protocols = new WireEnum({
  icmp: "PROTOCOL_ICMP",
  tcp: "PROTOCOL_TCP",
  udp: "PROTOCOL_UDP",
} satisfies Record<string, Protocol>);

export const agentPresences = new WireEnum({
  ok: "AGENT_PRESENCE_OK",
  away: "AGENT_PRESENCE_AWAY",
} satisfies Record<string, AgentPresence>);

export const sourceStates = new WireEnum({
  ok: "SOURCE_STATE_OK",
  connecting: "SOURCE_STATE_CONNECTING",
  stale: "SOURCE_STATE_STALE",
  failed: "SOURCE_STATE_FAILED",
} satisfies Record<string, SourceState>);

/** By the names of the kernel's and nft's families. */
export const addressFamilies = new WireEnum({
  ip: "ADDRESS_FAMILY_IPV4",
  ip6: "ADDRESS_FAMILY_IPV6",
} satisfies Record<string, AddressFamily>);

export const probeOutcomes = new WireEnum({
  answered: "PROBE_OUTCOME_ANSWERED",
  refused: "PROBE_OUTCOME_REFUSED",
  timeout: "PROBE_OUTCOME_TIMEOUT",
  unreachable: "PROBE_OUTCOME_UNREACHABLE",
  "too-big": "PROBE_OUTCOME_TOO_BIG",
  error: "PROBE_OUTCOME_ERROR",
} satisfies Record<string, WireOutcome>);
export type ProbeOutcome = WordOf<typeof probeOutcomes>;

export const tapEndings = new WireEnum({
  stopped: "TAP_ENDING_STOPPED",
  limit: "TAP_ENDING_LIMIT",
  failed: "TAP_ENDING_FAILED",
} satisfies Record<string, TapEnding>);

export const traceResults = new WireEnum({
  delivered: "TRACE_RESULT_DELIVERED",
  dropped: "TRACE_RESULT_DROPPED",
  incomplete: "TRACE_RESULT_INCOMPLETE",
} satisfies Record<string, TraceResult>);

export const traceOutputKinds = new WireEnum({
  port: "TRACE_OUTPUT_KIND_PORT",
  tunnel: "TRACE_OUTPUT_KIND_TUNNEL",
  controller: "TRACE_OUTPUT_KIND_CONTROLLER",
  local: "TRACE_OUTPUT_KIND_LOCAL",
} satisfies Record<string, TraceOutputKind>);

/** ovn-controller's own words; "" where it did not answer. */
export const connectionStatuses = new WireEnum({
  "": "CONNECTION_STATUS_UNSPECIFIED",
  connected: "CONNECTION_STATUS_CONNECTED",
  "not connected": "CONNECTION_STATUS_NOT_CONNECTED",
} satisfies Record<string, ConnectionStatus>);

export const iptablesBackends = new WireEnum({
  legacy: "IPTABLES_BACKEND_LEGACY",
  nft: "IPTABLES_BACKEND_NFT",
} satisfies Record<string, IptablesBackend>);

export const lookupStatuses = new WireEnum({
  answered: "LOOKUP_STATUS_ANSWERED",
  failed: "LOOKUP_STATUS_FAILED",
  "not-asked": "LOOKUP_STATUS_NOT_ASKED",
} satisfies Record<string, LookupStatus>);

/** "" without an answer. */
export const lookupSources = new WireEnum({
  "": "LOOKUP_SOURCE_UNSPECIFIED",
  hosts: "LOOKUP_SOURCE_HOSTS",
  dns: "LOOKUP_SOURCE_DNS",
} satisfies Record<string, LookupSource>);

export const problemParts = new WireEnum({
  routes: "PROBLEM_PART_ROUTES",
  "route-lookup": "PROBLEM_PART_ROUTE_LOOKUP",
  neighbours: "PROBLEM_PART_NEIGHBOURS",
  listeners: "PROBLEM_PART_LISTENERS",
  counters: "PROBLEM_PART_COUNTERS",
  settings: "PROBLEM_PART_SETTINGS",
  firewall: "PROBLEM_PART_FIREWALL",
  links: "PROBLEM_PART_LINKS",
  "ovs-database": "PROBLEM_PART_OVS_DATABASE",
  "ovn-controller": "PROBLEM_PART_OVN_CONTROLLER",
  vswitchd: "PROBLEM_PART_VSWITCHD",
  namespaces: "PROBLEM_PART_NAMESPACES",
  ports: "PROBLEM_PART_PORTS",
} satisfies Record<string, WirePart>);
export type ProblemPart = WordOf<typeof problemParts>;
