import { defineMetrics } from "../../lib/metrics/definition.ts";
import { processMetrics } from "../../lib/metrics/process.ts";
import { secondsBuckets } from "./buckets.ts";

/** What an agent measures: `/metrics` of its HTTP listener. */
export const agentMetrics = defineMetrics({
  tapline_agent_build_info: {
    type: "gauge",
    help: "Always 1; its labels say what runs.",
    labels: { version: "version of the agent", protocol: "newest protocol that it speaks" },
  },
  tapline_agent_session_up: {
    type: "gauge",
    help: "1 while the agent has a session with an aggregator.",
    labels: {},
  },
  tapline_agent_sessions_total: {
    type: "counter",
    help: "Sessions that an aggregator has welcomed.",
    labels: {},
  },
  tapline_agent_session_ends_total: {
    type: "counter",
    help: "Sessions that ended or never began.",
    labels: {
      reason: "SESSION_ENDED, NO_WELCOME, STREAM_FAILED or CLOSED_BY_AGGREGATOR",
    },
  },
  tapline_agent_ovs_up: {
    type: "gauge",
    help: "1 while the database Open_vSwitch of the node can be read.",
    labels: {},
  },
  tapline_agent_outbox_messages: {
    type: "gauge",
    help: "Messages that wait for the session's stream.",
    labels: {},
  },
  tapline_agent_replies_dropped_total: {
    type: "counter",
    help: "Replies that found the outbox full.",
    labels: {},
  },
  tapline_agent_events_dropped_total: {
    type: "counter",
    help: "Events that had no room.",
    labels: {},
  },
  tapline_agent_commands_running: {
    type: "gauge",
    help: "Commands that run, taps included.",
    labels: {},
  },
  tapline_agent_commands_total: {
    type: "counter",
    help: "Commands that ended, or were refused.",
    labels: {
      command: "name of the command, as Hello lists it; unknown for any other",
      outcome: "ok, failed or refused",
    },
  },
  tapline_agent_command_duration_seconds: {
    type: "histogram",
    help: "How long commands took, in seconds; a tap runs as long as it is wanted.",
    labels: { command: "name of the command" },
    buckets: secondsBuckets,
  },
  tapline_agent_tap_packets_total: {
    type: "counter",
    help: "Packets that passed the filter of a tap, by tcpdump's own closing statistics.",
    labels: {},
  },
  tapline_agent_tap_packets_dropped_total: {
    type: "counter",
    help: "Packets that a tap lost, by tcpdump's own closing statistics.",
    labels: { by: "kernel (no room in the ring) or interface" },
  },
  tapline_agent_records_total: {
    type: "counter",
    help: "Packets that were sent to the aggregator as records.",
    labels: {},
  },
  tapline_agent_records_lost_total: {
    type: "counter",
    help: "Packets that were read and not sent: the limit of the tap, or the outbox was full.",
    labels: {},
  },
  ...processMetrics,
});
