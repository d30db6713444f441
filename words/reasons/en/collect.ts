import type { collectReasons } from "../../../proto/reasons/areas/collect.ts";
import type { Sentences } from "../sentences.ts";

export const collectSentences: Sentences<typeof collectReasons> = {
  NO_AGENT: ({ node }) => `the agent of ${node} is away`,
  TIME_RAN_OUT: () => "time ran out",
  NEVER_CONNECTED: () => "it never connected",
  NOTHING_ANSWERED: () => "there was no answer",
  SOURCE_NOT_CURRENT: ({ source, status, since, why }, say) =>
    `${source} is ${status}${since === null ? "" : ` since ${since}`}` +
    (why === null ? "" : `: ${say(why)}`),
  FLOW_OWNERS_UNKNOWN: ({ why }, say) => `cannot tell who owns the flows: ${say(why)}`,
  TRACE_INCOMPLETE: () => "the trace of br-int is incomplete",
  TRACE_CUT: () => "the trace is cut short",
  TRACE_WITHOUT_END: () => "the trace names neither an output nor a drop",
  RECEIVER_UNKNOWN: () => "where the packet should go is unknown",
  NO_BRIDGE_PORT: ({ name }) => `${name} has no port on br-int to trace from`,
  NO_LOCALNET_PORT: (args) => `switch ${args.switch} has no localnet port`,
  TUNNEL_PORTS_UNKNOWN: ({ node }) => `the tunnel ports of ${node} are unknown`,
  NO_TUNNEL_PORT: ({ node, remote }) => `br-int of ${node} has no tunnel port to ${remote}`,
  TUNNEL_KEYS_UNKNOWN: ({ port }) => `the tunnel keys of ${port} are unknown`,
  NO_SOUTHBOUND_BINDING: ({ port }) => `${port} has no southbound binding`,
  NO_LOGICAL_SWITCH: (args) => `the northbound database has no switch ${args.switch}`,
  NO_ROUTER_PORT: ({ subnet }) =>
    `no router has a port on ${subnet === null ? "the pod's subnet" : `subnet ${subnet}`}`,
};
