import { Metrics } from "../../lib/metrics/metrics.ts";
import { readProcess } from "../../lib/metrics/process.ts";
import { findCode } from "../../proto/codes/index.ts";
import { aggregatorMetrics } from "../../proto/metrics/aggregator.ts";
import { ownProtocol } from "../../proto/version.ts";
import type { RequestEnd, ServiceWatch } from "../services/service-watch.ts";
import type { IngestWatch, TapEnded } from "../transport/ingest-watch.ts";

/** Counts what happens in the aggregator, for `/metrics`. */
export class AggregatorWatch implements IngestWatch, ServiceWatch {
  readonly metrics = new Metrics(aggregatorMetrics);
  readonly #running = new Map<string, number>();

  constructor(version: string) {
    const protocol = String(ownProtocol.newest);
    readProcess(this.metrics);
    const build = [{ labels: { version, protocol }, value: 1 }];
    this.metrics.show("tapline_aggregator_build_info", build);
    this.metrics.onLook(() => {
      const running = Array.from(this.#running, ([request, value]) => ({
        labels: { request },
        value,
      }));
      this.metrics.show("tapline_aggregator_requests_running", running);
    });
  }

  sessionBegan(): void {
    this.metrics.count("tapline_aggregator_agent_sessions_total", {});
  }

  sessionEnded(reason: string): void {
    this.metrics.count("tapline_aggregator_agent_session_ends_total", { reason });
  }

  tapEnded({ complete, arrived, lost }: TapEnded): void {
    const result = complete ? "complete" : "incomplete";
    this.metrics.count("tapline_aggregator_taps_total", { result });
    this.metrics.count("tapline_aggregator_records_total", {}, arrived);
    for (const [by, packets] of Object.entries(lost)) {
      this.metrics.count("tapline_aggregator_records_lost_total", { by }, packets);
    }
  }

  begun(request: string): void {
    this.#running.set(request, (this.#running.get(request) ?? 0) + 1);
  }

  ended({ request, outcome, seconds, tally }: RequestEnd): void {
    this.#running.set(request, (this.#running.get(request) ?? 1) - 1);
    this.metrics.count("tapline_aggregator_requests_total", { request, outcome });
    this.metrics.observe("tapline_aggregator_request_duration_seconds", { request }, seconds);
    if (tally === null) return;
    this.metrics.count("tapline_aggregator_diagnoses_total", { outcome: tally.outcome });
    if (tally.failure !== null) {
      const { stage, direction } = tally.failure;
      this.metrics.count("tapline_aggregator_failures_total", { stage, direction });
    }
    for (const found of tally.codes) {
      const code = findCode(found) === null ? "other" : found;
      this.metrics.count("tapline_aggregator_findings_total", { code });
    }
  }
}
