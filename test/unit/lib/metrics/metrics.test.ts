import assert from "node:assert/strict";
import { test } from "node:test";
import { defineMetrics } from "../../../../lib/metrics/definition.ts";
import { Metrics } from "../../../../lib/metrics/metrics.ts";
import { processMetrics, readProcess } from "../../../../lib/metrics/process.ts";

const definitions = defineMetrics({
  asked_total: { type: "counter", help: "Asked.", labels: { by: "who" } },
  waiting: { type: "gauge", help: "Waiting.", labels: { node: "name" } },
  took_seconds: { type: "histogram", help: "Took.", labels: {}, buckets: [1, 2] },
});

async function linesOf(metrics: { text(): Promise<string> }): Promise<readonly string[]> {
  return (await metrics.text()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

test("counts add up, distributions have buckets, what is shown is as at the look", async () => {
  const metrics = new Metrics(definitions);
  let nodes = ["a", "b"];
  metrics.onLook(() =>
    metrics.show(
      "waiting",
      nodes.map((node) => ({ labels: { node }, value: 1 })),
    ),
  );
  metrics.count("asked_total", { by: "jane" });
  metrics.count("asked_total", { by: "jane" }, 2);
  metrics.observe("took_seconds", {}, 1.5);
  assert.deepEqual(await linesOf(metrics), [
    'asked_total{by="jane"} 3',
    'waiting{node="a"} 1',
    'waiting{node="b"} 1',
    'took_seconds_bucket{le="1"} 0',
    'took_seconds_bucket{le="2"} 1',
    'took_seconds_bucket{le="+Inf"} 1',
    "took_seconds_sum 1.5",
    "took_seconds_count 1",
  ]);
  nodes = ["b"];
  assert.deepEqual(
    (await linesOf(metrics)).filter((line) => line.startsWith("waiting")),
    ['waiting{node="b"} 1'],
  );
});

test("a counter whose total somebody else keeps is that total at every look", async () => {
  const metrics = new Metrics(definitions);
  metrics.onLook(() => metrics.show("asked_total", [{ labels: { by: "x" }, value: 7 }]));
  await linesOf(metrics);
  assert.ok((await linesOf(metrics)).includes('asked_total{by="x"} 7'));
});

test("a process tells its memory, time and files in base units", async () => {
  const metrics = new Metrics(processMetrics);
  readProcess(metrics);
  const values = new Map(
    (await linesOf(metrics)).map((line) => line.split(" ") as [string, string]),
  );
  const value = (name: string): number => Number(values.get(name));
  assert.ok(value("process_resident_memory_bytes") > 10_000_000);
  assert.ok(Math.abs(value("process_start_time_seconds") - Date.now() / 1_000) < 600);
  assert.ok(value("process_open_fds") > 2);
  assert.ok(value("process_cpu_seconds_total") > 0);
  assert.ok(value("nodejs_eventloop_lag_p99_seconds") >= 0);
});
