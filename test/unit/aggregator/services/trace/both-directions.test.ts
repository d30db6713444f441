import assert from "node:assert/strict";
import { test } from "node:test";
import { CallerAccess } from "../../../../../aggregator/access/caller-access.ts";
import type { CollectModules } from "../../../../../aggregator/collect/collect.ts";
import { createLog } from "../../../../../aggregator/log.ts";
import { defaultLimits } from "../../../../../aggregator/services/limits.ts";
import { serve } from "../../../../../aggregator/services/serve.ts";
import { traceUseCase } from "../../../../../aggregator/services/trace/trace.ts";
import type { AgentHandle, CallOptions } from "../../../../../aggregator/transport/agent-handle.ts";
import type { TraceDocument } from "../../../../../proto/documents/v1/trace.ts";
import { reason } from "../../../../../proto/reasons/index.ts";
import { ReasonedError } from "../../../../../proto/reasons/reasoned-error.ts";
import { planOf } from "../../plan.ts";

const never = (): Promise<never> => new Promise(() => {});

/** As the transport does for an agent that says nothing. */
function hung({ timeoutMs }: CallOptions): Promise<never> {
  const why = new ReasonedError(reason("TIMED_OUT", { afterMs: timeoutMs }));
  return new Promise((_, reject) => setTimeout(() => reject(why), timeoutMs));
}

/** node1 answers at once what it is asked, node2 never anything. */
function agentOf(node: string): AgentHandle {
  const info = { node, status: "ok", reason: null };
  if (node !== "node1") return { node, info, ports: hung, nodeFacts: hung } as never;
  const port = { ifaceId: "a.default", ofport: 3, mac: "00:00:00:aa:00:05", addresses: [] };
  const tunnels = [{ remoteIp: "192.0.2.2", ofport: 1 }];
  const trace = { result: "delivered", steps: [], decidingStep: 0, outputs: [], skipped: "" };
  return {
    node,
    info,
    ports: async () => ({ ports: [port] }),
    nodeFacts: async () => ({ tunnels, problems: [] }),
    openflowTrace: async () => trace,
  } as never;
}

const binding = { datapath: "d", tunnelKey: 1 };
const inventory = {
  health: () => [],
  northbound: { logicalPort: () => null, logicalSwitch: () => "s", portsOf: () => [] },
  southbound: {
    portBinding: () => binding,
    datapath: () => binding,
    datapathOf: () => null,
    chassisOfHostname: (node: string) => [node],
    encapIps: (node: string) => [node === "node1" ? "192.0.2.1" : "192.0.2.2"],
  },
};

const steps = { steps: [], drops: [], choices: [], errors: [], unparsed: [], microflow: "" };
const toB = { port: "b.default", generated: null, step: { index: 0 } };
const finished = { ...steps, deliveries: [toB], complete: true, error: null };

/** What is answered to `tapline trace --timeout …`, of a path that is planned already. */
async function traced(timeoutMs: number, trace: () => Promise<unknown>): Promise<TraceDocument> {
  const tracer = { trace };
  const modules = { inventory, tracer, agents: { agent: agentOf, list: () => [] } };
  const { traffic, series, ...path } = planOf("tcp", 8080);
  const useCase = traceUseCase(modules as unknown as CollectModules, defaultLimits);
  const planned = { path, protocol: traffic.protocol, port: traffic.port };
  assert.deepEqual(series, []);
  const service = serve(
    {
      ...useCase,
      timeoutMs: () => timeoutMs,
      rights: () => [],
      rightsOfPlan: () => [],
      plan: async (request) => ({ request, planned }),
    },
    { access: new CallerAccess(null), log: createLog("silent") },
  );
  const input = { source: "default/a", destination: "default/b", port: 8080 };
  const presented = {
    listener: "unix",
    peer: "unix",
    authorization: [],
    certificate: null,
  } as const;
  const { signal } = new AbortController();
  return service(input as never, { presented, signal, emit: () => {} });
}

test("an agent that hangs costs its own parts, and no more time than there is", async () => {
  const startedMs = performance.now();
  const { directions } = await traced(2_000, async () => finished);
  assert.ok(performance.now() - startedMs < 2_000);
  const parts = directions?.flatMap(({ logical, openflow }) => [logical, ...(openflow ?? [])]);
  assert.deepEqual(
    parts?.map((part) => [part?.result, part?.reason ?? null]),
    [
      ["delivered", null],
      ["delivered", null], // the request on node1
      [null, "the tunnel ports of node2 are unknown"],
      ["delivered-elsewhere", null],
      [null, "b has no port on br-int to trace from"],
      ["delivered", null], // the reply on node1
    ],
  );
});

test("a logical trace that hangs is told as such, and time that is over is no error", async () => {
  for (const timeoutMs of [1_000, 0]) {
    const { directions } = await traced(timeoutMs, never);
    assert.equal(directions?.length, 2);
    for (const { logical, openflow } of directions) {
      assert.equal(logical?.result, null);
      assert.ok(logical.reason);
      assert.equal(openflow?.length, 2);
    }
  }
});
