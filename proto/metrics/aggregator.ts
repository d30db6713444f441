import { defineMetrics } from "../../lib/metrics/definition.ts";
import { processMetrics } from "../../lib/metrics/process.ts";
import { secondsBuckets } from "./buckets.ts";

const source = "kubernetes, ovn-northbound or ovn-southbound";
const request = "name of the use case: diagnose, trace, flows, agents, doctor …";

/** What an aggregator measures: `/metrics` of its HTTP listener. */
export const aggregatorMetrics = defineMetrics({
  tapline_aggregator_build_info: {
    type: "gauge",
    help: "Always 1; its labels say what runs.",
    labels: { version: "version of the aggregator", protocol: "newest protocol that it speaks" },
  },
  tapline_aggregator_ready: {
    type: "gauge",
    help: "1 while /readyz says so: everything that it reads is complete and current.",
    labels: {},
  },

  // What it reads
  tapline_aggregator_source_up: {
    type: "gauge",
    help: "1 while the source is complete and current.",
    labels: { source },
  },
  tapline_aggregator_source_age_seconds: {
    type: "gauge",
    help: "Age of the source's contents, in seconds: 0 while they are followed; none before.",
    labels: { source },
  },
  tapline_aggregator_inventory_objects: {
    type: "gauge",
    help: "Objects and rows in memory.",
    labels: { source, kind: "kind of Kubernetes object; rows for a database" },
  },
  tapline_aggregator_database_connections_lost_total: {
    type: "counter",
    help: "Connections to an OVN database that were established and then lost.",
    labels: { database: "OVN_Northbound or OVN_Southbound" },
  },
  tapline_aggregator_kubernetes_calls_total: {
    type: "counter",
    help: "Lists begun and watches opened at the Kubernetes API.",
    labels: { call: "list or watch" },
  },
  tapline_aggregator_kubernetes_failures_total: {
    type: "counter",
    help: "Lists and watches that failed.",
    labels: {},
  },

  // Agents
  tapline_aggregator_agents: {
    type: "gauge",
    help: "Nodes by the state of their agent, nodes without any included.",
    labels: { status: "ok or away" },
  },
  tapline_aggregator_agent_up: {
    type: "gauge",
    help: "1 while the agent of the node has a session.",
    labels: { node: "a node of the cluster" },
  },
  tapline_aggregator_agent_sessions_total: {
    type: "counter",
    help: "Sessions of agents that began.",
    labels: {},
  },
  tapline_aggregator_agent_session_ends_total: {
    type: "counter",
    help: "Sessions of agents that ended, or were refused.",
    labels: { reason: "AGENT_AWAY, AGENT_REPLACED or REFUSED" },
  },
  tapline_aggregator_agent_clock_offset_seconds: {
    type: "gauge",
    help: "The node's clock less the aggregator's, in seconds.",
    labels: { node: "a node whose agent is connected" },
  },
  tapline_aggregator_agent_clock_error_seconds: {
    type: "gauge",
    help: "By how much the offset may be wrong at most, in seconds.",
    labels: { node: "a node whose agent is connected" },
  },
  tapline_aggregator_agent_dropped_total: {
    type: "counter",
    help: "Messages that the agent had no room for, as its heartbeats tell.",
    labels: { node: "a node whose agent is connected", what: "replies or events" },
  },

  // Requests
  tapline_aggregator_requests_total: {
    type: "counter",
    help: "Requests that were answered, or not.",
    labels: {
      request,
      outcome: "answered, invalid, refused, busy, timed_out, cancelled or failed",
    },
  },
  tapline_aggregator_requests_running: {
    type: "gauge",
    help: "Requests that are being answered, those that wait for their turn included.",
    labels: { request },
  },
  tapline_aggregator_request_duration_seconds: {
    type: "histogram",
    help: "From a request to its answer, in seconds.",
    labels: { request },
    buckets: secondsBuckets,
  },
  tapline_aggregator_diagnoses_total: {
    type: "counter",
    help: "Diagnoses by what they came to.",
    labels: { outcome: "reachable, degraded, unreachable or inconclusive" },
  },
  tapline_aggregator_failures_total: {
    type: "counter",
    help: "Diagnoses that found where packets stop.",
    labels: { stage: "a stage", direction: "request or reply" },
  },
  tapline_aggregator_findings_total: {
    type: "counter",
    help: "Findings of diagnoses, causes included.",
    labels: { code: "a code of docs/codes.md; other for one that is not there" },
  },

  // Evidence
  tapline_aggregator_taps_total: {
    type: "counter",
    help: "Taps that ended; one that is not complete cannot prove that a packet was not there.",
    labels: { result: "complete or incomplete" },
  },
  tapline_aggregator_records_total: {
    type: "counter",
    help: "Records of packets that arrived from taps.",
    labels: {},
  },
  tapline_aggregator_records_lost_total: {
    type: "counter",
    help: "Packets that taps lost on their way here.",
    labels: { by: "kernel, interface, agent or aggregator (its limit of one tap)" },
  },
  tapline_aggregator_transfers: {
    type: "gauge",
    help: "Transfers of bulk answers (flow dumps).",
    labels: { state: "waiting or open" },
  },
  tapline_aggregator_transfers_total: {
    type: "counter",
    help: "Transfers that ended, or were refused.",
    labels: { result: "completed, failed or refused" },
  },
  tapline_aggregator_transfer_bytes_total: {
    type: "counter",
    help: "Bytes that came by transfers.",
    labels: {},
  },
  tapline_aggregator_logical_traces_total: {
    type: "counter",
    help: "Questions to ovn-trace.",
    labels: { by: "daemon (kept running) or program (started for one question)" },
  },
  ...processMetrics,
});
