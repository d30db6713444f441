import { readdirSync } from "node:fs";
import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";
import { defineMetrics } from "./definition.ts";
import type { Metrics } from "./metrics.ts";

/** Of the process itself, by the names that Prometheus' own clients use. */
export const processMetrics = defineMetrics({
  process_cpu_seconds_total: {
    type: "counter",
    help: "User and system time that the process has used, in seconds, children not included.",
    labels: {},
  },
  process_resident_memory_bytes: {
    type: "gauge",
    help: "Resident memory of the process, in bytes.",
    labels: {},
  },
  process_start_time_seconds: {
    type: "gauge",
    help: "When the process started, in seconds since 1970.",
    labels: {},
  },
  process_open_fds: { type: "gauge", help: "Open file descriptors of the process.", labels: {} },
  nodejs_eventloop_lag_p99_seconds: {
    type: "gauge",
    help: "99th percentile since the last look of how late the event loop was, in seconds.",
    labels: {},
  },
});

const nanoseconds = 1e9;

/** Has them read at each look. */
export function readProcess(metrics: Metrics<typeof processMetrics>): void {
  const startedAt = Date.now() / 1_000 - process.uptime();
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  metrics.onLook(() => {
    const { user, system } = process.cpuUsage();
    metrics.value("process_cpu_seconds_total", (user + system) / 1e6);
    metrics.value("process_resident_memory_bytes", process.memoryUsage.rss());
    metrics.value("process_start_time_seconds", startedAt);
    metrics.value("process_open_fds", openFiles());
    metrics.value("nodejs_eventloop_lag_p99_seconds", lag(delay));
  });
}

function openFiles(): number {
  try {
    return readdirSync("/proc/self/fd").length - 1; // one of them reads the folder
  } catch {
    return Number.NaN;
  }
}

/** Beyond the time between two looks, which the histogram includes. */
function lag(delay: IntervalHistogram): number {
  const p99 = delay.count === 0 ? 0 : delay.percentile(99) / nanoseconds;
  delay.reset();
  return Math.max(0, p99 - 0.02);
}
