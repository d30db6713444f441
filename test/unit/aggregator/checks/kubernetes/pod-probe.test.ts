import assert from "node:assert/strict";
import { test } from "node:test";
import type { CheckOutcome, Found } from "../../../../../aggregator/checks/check.ts";
import { podProbeCheck } from "../../../../../aggregator/checks/kubernetes/pod-probe.ts";
import { locate } from "../../../../../aggregator/correlation/locate/located.ts";
import type { CaseFile } from "../../../../../aggregator/evidence/case-file.ts";
import type { EvidenceItem } from "../../../../../aggregator/evidence/item.ts";
import type { PodObjectRow, ProbeRow } from "../../../../../aggregator/evidence/rows.ts";
import { CaseView } from "../../../../../aggregator/evidence/view.ts";
import { recordedCases } from "../../verdict/recorded-cases.ts";

/** A node asks a pod's port 8080, on which it listens (all ports of it, in both families). */
const asked = recordedCases().find(({ name }) =>
  name.startsWith("node-firewall-output.cross-node.tcp."),
)?.caseFile;

const probe: ProbeRow = {
  container: "server",
  probe: "readiness",
  by: "http",
  port: 8080,
  path: "/ready",
  host: "",
  isEncrypted: false,
  hasHeaders: false,
};

interface Given {
  readonly probes?: readonly ProbeRow[];
  readonly pod?: Partial<PodObjectRow>;
  readonly traffic?: Partial<CaseFile["plan"]["traffic"]>;
  readonly targetPort?: number;
  readonly statuses?: readonly number[];
}

function outcomeOf({ probes, pod, traffic, targetPort, statuses = [] }: Given): CheckOutcome {
  assert.ok(asked);
  const edited = (item: EvidenceItem): EvidenceItem => {
    if (item.name === "pod-object" && item.role === "destination" && item.data !== null) {
      const { probes: _, ...row } = item.data;
      return { ...item, data: { ...row, ...pod, ...(probes === undefined ? {} : { probes }) } };
    }
    if (item.name !== "probe" || item.series !== "asked" || item.data === null) return item;
    const attempts = item.data.attempts.map((attempt, index) => {
      return { ...attempt, httpStatus: statuses[index] ?? 0 };
    });
    return { ...item, data: { ...item.data, attempts } };
  };
  const plan = {
    ...asked.plan,
    traffic: { ...asked.plan.traffic, ...traffic },
    targetPort: targetPort ?? asked.plan.targetPort,
  };
  const view = new CaseView({ ...asked, plan, evidence: asked.evidence.map(edited) });
  return podProbeCheck.run({ view, located: locate(view), stage: null });
}

function foundOf(given: Given): readonly Found[] {
  const outcome = outcomeOf(given);
  return outcome.status === "found" ? outcome.found : [];
}

test("a probe whose port is listened on is fine; cases without probes were not looked at", () => {
  assert.deepEqual(outcomeOf({ probes: [probe] }), { status: "clean" });
  assert.deepEqual(outcomeOf({ probes: [] }), { status: "clean" });
  assert.equal(outcomeOf({}).status, "skipped");
});

test("nothing listens on the port of the probe: the cause where a node asks just that", () => {
  const probes = [{ ...probe, port: 8081 }];
  const [found, ...others] = foundOf({ probes, targetPort: 8081 });
  assert.deepEqual(others, []);
  assert.equal(found?.code, "POD_PROBE_PORT_NOT_LISTENING");
  assert.equal(found.weight, "decisive");
  assert.deepEqual([found.stage, found.direction], ["destination-pod", "request"]);
  const { probe: kind, container, port, address } = found.args;
  assert.deepEqual([kind, container, port], ["readiness", "server", 8081]);
  assert.equal(address, asked?.plan.destination.ip);
  // Another port was asked for: what is wrong there explains nothing here.
  assert.deepEqual(
    foundOf({ probes }).map(({ code, weight }) => [code, weight]),
    [["POD_PROBE_PORT_NOT_LISTENING", "beside"]],
  );
});

test("a probe to another address, or by command, is no matter of the pod's sockets", () => {
  const elsewhere = { ...probe, port: 8081, host: "127.0.0.1" };
  const command: ProbeRow = { ...probe, by: "command", port: null, path: "" };
  assert.deepEqual(outcomeOf({ probes: [elsewhere, command] }), { status: "clean" });
});

test("an answer that the kubelet takes for a failure", () => {
  const traffic = { port: 8080, http: "/ready" };
  const statuses = [200, 503, 503];
  const [found] = foundOf({ probes: [probe], traffic, statuses });
  assert.deepEqual([found?.code, found?.args.actual], ["POD_PROBE_HTTP_STATUS", "503"]);
  for (const good of [200, 204, 302, 399]) {
    const outcome = outcomeOf({ probes: [probe], traffic, statuses: [good] });
    assert.deepEqual(outcome, { status: "clean" }, String(good));
  }
  // Another path was asked for.
  const other = { port: 8080, http: "/" };
  assert.deepEqual(outcomeOf({ probes: [probe], traffic: other, statuses }), { status: "clean" });
});

test("an answer to another question than the kubelet's says nothing about its probe", () => {
  const traffic = { port: 8080, http: "/ready" };
  const statuses = [400, 400];
  for (const more of [{ isEncrypted: true }, { hasHeaders: true }]) {
    const probes = [{ ...probe, ...more }];
    assert.deepEqual(outcomeOf({ probes, traffic, statuses }), { status: "clean" });
  }
  // An older case does not tell how the kubelet asks.
  const { isEncrypted: _, hasHeaders: __, ...older } = probe;
  assert.equal(outcomeOf({ probes: [older], traffic, statuses }).status, "skipped");
  const good = outcomeOf({ probes: [older], traffic, statuses: [200] });
  assert.deepEqual(good, { status: "clean" });
});

test("by the status: not ready is the readiness probe, not started the startup probe", () => {
  const container = { name: "server", ready: false, restarts: 0, reason: "" };
  const startup: ProbeRow = { ...probe, probe: "startup" };
  const probes = [startup, probe];
  const kinds = (state: object): unknown[] =>
    foundOf({ probes, pod: { containers: [{ ...container, ...state }] } }).map(({ code, args }) => [
      code,
      args.probe,
    ]);
  assert.deepEqual(kinds({ started: true }), [["POD_PROBE_FAILING", "readiness"]]);
  assert.deepEqual(kinds({ started: false }), [["POD_PROBE_FAILING", "startup"]]);
  assert.deepEqual(kinds({ ready: true, started: true }), []);
  // A container that does not run fails no probe.
  assert.deepEqual(kinds({ reason: "CrashLoopBackOff" }), []);
});
