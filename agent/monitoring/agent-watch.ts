import { Metrics } from "../../lib/metrics/metrics.ts";
import { readProcess } from "../../lib/metrics/process.ts";
import { agentMetrics } from "../../proto/metrics/agent.ts";
import { ownProtocol } from "../../proto/version.ts";
import type { SessionError } from "../session/session-error.ts";
import type {
  CommandEnd,
  LossCounts,
  SessionState,
  SessionWatch,
} from "../session/session-watch.ts";

/** Keeps what the agent's HTTP listener tells: the session as it is, and all that was counted. */
export class AgentWatch implements SessionWatch {
  readonly metrics = new Metrics(agentMetrics);
  #session: SessionState | null = null;
  /** Why there is no session; null before the first attempt has ended. */
  #reason: SessionError | null = null;
  /** Of sessions that are over. */
  #lost: LossCounts = { replies: 0, events: 0 };

  /** `isOvsReadable` is asked at each look. */
  constructor(version: string, isOvsReadable: () => boolean) {
    const protocol = String(ownProtocol.newest);
    readProcess(this.metrics);
    this.metrics.show("tapline_agent_build_info", [{ labels: { version, protocol }, value: 1 }]);
    this.metrics.onLook(() => {
      const session = this.#session;
      const { replies, events } = session?.lost ?? this.#lost;
      this.metrics.value("tapline_agent_session_up", session === null ? 0 : 1);
      this.metrics.value("tapline_agent_ovs_up", isOvsReadable() ? 1 : 0);
      this.metrics.value("tapline_agent_outbox_messages", session?.queued ?? 0);
      this.metrics.value("tapline_agent_commands_running", session?.commandsRunning ?? 0);
      this.metrics.value("tapline_agent_replies_dropped_total", replies);
      this.metrics.value("tapline_agent_events_dropped_total", events);
    });
  }

  /** Why there is no session with an aggregator; null while there is one. */
  get sessionProblem(): { readonly code: string; readonly message: string } | null {
    if (this.#session !== null) return null;
    if (this.#reason === null) return { code: "NOT_YET", message: "" };
    return { code: this.#reason.type.code, message: this.#reason.message };
  }

  welcomed(session: SessionState): void {
    this.#session = session;
    this.metrics.count("tapline_agent_sessions_total", {});
  }

  ended(reason: SessionError): void {
    this.#lost = this.#session?.lost ?? this.#lost;
    this.#session = null;
    this.#reason = reason;
    this.metrics.count("tapline_agent_session_ends_total", { reason: reason.type.code });
  }

  commandEnded({ kind, outcome, seconds, last }: CommandEnd): void {
    const command = kind ?? "unknown";
    this.metrics.count("tapline_agent_commands_total", { command, outcome });
    if (outcome === "refused") return;
    this.metrics.observe("tapline_agent_command_duration_seconds", { command }, seconds);
    const report = last.tapReport;
    if (report === undefined || report === null) return;
    const count = (name: TapCounter, by: unknown): void =>
      this.metrics.count(name, {}, Number(by ?? 0));
    count("tapline_agent_tap_packets_total", report.packetsReceived);
    count("tapline_agent_records_total", report.sightingsSent);
    count("tapline_agent_records_lost_total", report.sightingsLost);
    const dropped = {
      kernel: report.packetsDroppedKernel,
      interface: report.packetsDroppedInterface,
    };
    for (const [by, packets] of Object.entries(dropped)) {
      this.metrics.count("tapline_agent_tap_packets_dropped_total", { by }, Number(packets ?? 0));
    }
  }
}

type TapCounter =
  | "tapline_agent_tap_packets_total"
  | "tapline_agent_records_total"
  | "tapline_agent_records_lost_total";
