import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { ExecError, run } from "../../../lib/exec.ts";
import type { MetricDefinitions } from "../../../lib/metrics/definition.ts";
import { agentMetrics } from "../../../proto/metrics/agent.ts";
import { aggregatorMetrics } from "../../../proto/metrics/aggregator.ts";
import { root } from "../house/sources.ts";

const read = (path: string): string => readFileSync(root + path, "utf8");
const metrics: MetricDefinitions = { ...aggregatorMetrics, ...agentMetrics };

const alert = z.object({
  alert: z.string(),
  expr: z.string(),
  labels: z.object({ severity: z.enum(["critical", "warning", "info"]) }),
  annotations: z.object({ summary: z.string(), description: z.string(), runbook_url: z.string() }),
});
const rule = z
  .object({ spec: z.object({ groups: z.array(z.object({ rules: z.array(alert) })) }) })
  .parse(parse(read("deploy/monitoring/prometheus-rule.yaml")));
const alerts = rule.spec.groups.flatMap(({ rules }) => rules);

const panel = z.object({
  title: z.string(),
  targets: z.array(z.object({ expr: z.string() })).optional(),
});
const dashboard = z
  .object({ panels: z.array(panel) })
  .parse(JSON.parse(read("deploy/monitoring/dashboard.json")));
const shown = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
const expressions = [...shown, ...alerts.map(({ expr }) => expr)];

/** The metric of a time series: of a histogram there are three kinds of series. */
function metricOf(series: string): string {
  const base = series.replace(/_(?:bucket|sum|count)$/, "");
  return metrics[base]?.type === "histogram" ? base : series;
}

const seriesShape = /\b(?:tapline|process|nodejs)_[a-z0-9_]+\b/g;
const seriesIn = (text: string): string[] => text.match(seriesShape) ?? [];

describe("dashboard and alerts", () => {
  test("use every metric that there is", () => {
    const used = new Set(expressions.flatMap(seriesIn).map(metricOf));
    assert.deepEqual(
      Object.keys(metrics).filter((name) => !used.has(name)),
      [],
    );
  });

  test("use no metric that there is not", () => {
    const unknown = expressions.flatMap(seriesIn).filter((one) => !(metricOf(one) in metrics));
    assert.deepEqual(unknown, []);
  });

  test("select by labels and values that the metric has", () => {
    const selectors = expressions.flatMap((expr) => [
      ...expr.matchAll(/\b(tapline_[a-z0-9_]+)\{([a-z_]+)=~?"([^"]*)"/g),
    ]);
    assert.ok(selectors.length >= 5);
    for (const [whole, series = "", label = "", values = ""] of selectors) {
      const described = metrics[metricOf(series)]?.labels[label] ?? "";
      for (const value of values.split("|")) {
        assert.match(described, new RegExp(`\\b${value}\\b`), whole);
      }
    }
  });

  test("each alert has its runbook, and each runbook its alert", () => {
    const headings = [...read("docs/runbooks.md").matchAll(/^## (\S+)$/gm)].map(([, name]) => name);
    assert.deepEqual(headings.toSorted(), alerts.map(({ alert: name }) => name).toSorted());
    for (const { alert: name, annotations } of alerts) {
      assert.equal(annotations.runbook_url, `docs/runbooks.md#${name.toLowerCase()}`);
    }
  });
});

test("promtool takes the rules, and every expression of the dashboard as one", async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "tapline-rules-"));
  const file = join(folder, "rules.yaml");
  const records = shown.map((expr, at) => ({
    record: `dashboard:${at}`,
    expr: expr.replaceAll("$__rate_interval", "5m"),
  }));
  const groups = [...rule.spec.groups, { name: "dashboard", rules: records }];
  writeFileSync(file, stringify({ groups: groups.map((one, at) => ({ ...one, name: `g${at}` })) }));
  try {
    await run(["promtool", "check", "rules", file], { timeoutMs: 30_000 });
  } catch (thrown) {
    if (!(thrown instanceof ExecError) || thrown.type.code !== "NOT_FOUND") throw thrown;
    context.skip("promtool is not installed (Debian's package prometheus, 96 MB)");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
