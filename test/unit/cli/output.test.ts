import assert from "node:assert/strict";
import { test } from "node:test";
import { schemas } from "../../../proto/documents/schemas.ts";
import type { Diagnosis } from "../../../proto/documents/v1/diagnosis.ts";
import type { TraceDocument } from "../../../proto/documents/v1/trace.ts";
import type { DiagnosisServiceHandlers } from "../../../proto/gen/tapline/v1/DiagnosisService.ts";
import { conforming } from "../proto/documents/conforming.ts";
import * as documents from "./documents.ts";
import { cli, withAggregator } from "./fake-aggregator.ts";

/** What every command prints with `-o json`, held against its schema. */
const { diagnosis, trace, flows, agents } = schemas.v1;

function saying(document: Diagnosis): Partial<DiagnosisServiceHandlers> {
  return {
    Diagnose(call) {
      call.write({ result: { diagnosisJson: JSON.stringify(document), caseJson: "{}" } });
      call.end();
    },
  };
}

test("diagnose, once and repeated, of every outcome", async () => {
  for (const document of Object.values(documents)) {
    await withAggregator(saying(document), async (address) => {
      const args = ["diagnose", "a", "b", "-o", "json", "--address", address];
      conforming(diagnosis, (await cli(args)).stdout);
      conforming(diagnosis, (await cli([...args, "--repeat", "2", "--interval", "0s"])).stdout);
    });
  }
});

test("trace, with parts that are missing", async () => {
  const traced: TraceDocument = {
    apiVersion: "tapline/v1",
    kind: "Trace",
    source: documents.reachable.source,
    destination: documents.reachable.destination,
    traffic: documents.reachable.traffic,
    directions: [{ direction: "request", logical: null, openflow: [{ reason: "away" }] }],
  };
  const handlers: Partial<DiagnosisServiceHandlers> = {
    Trace: (_call, callback) => callback(null, { traceJson: JSON.stringify(traced) }),
  };
  await withAggregator(handlers, async (address) => {
    conforming(trace, (await cli(["trace", "a", "b", "-o", "json", "--address", address])).stdout);
  });
});

test("flows, as counts, and cut short", async () => {
  const flow = {
    cookie: "1a2b",
    table: 8,
    priority: 100,
    match: [
      { field: "ip", value: "" },
      { field: "nw_dst", value: "10.16.0.5" },
    ],
    actions: ["resubmit(,9)"],
    actionKinds: ["resubmit"],
  };
  const report = { flows: 1, unparsed: 1, unparsedSamples: ["?"] };
  for (const events of [
    [{ flows: { flows: [flow] } }, { report }],
    [{ flows: { flows: [flow] } }],
  ]) {
    const handlers: Partial<DiagnosisServiceHandlers> = {
      Flows(call) {
        for (const event of events) call.write(event);
        call.end();
      },
    };
    await withAggregator(handlers, async (address) => {
      const args = ["flows", "node1", "-o", "json", "--address", address];
      conforming(flows, (await cli(args)).stdout);
      conforming(flows, (await cli([...args, "--summary"])).stdout);
    });
  }
});

test("agents, one of them away", async () => {
  const handlers: Partial<DiagnosisServiceHandlers> = {
    ListAgents: (_call, callback) =>
      callback(null, {
        agents: [
          { node: "node1", status: "AGENT_PRESENCE_OK", version: "0.1.0" },
          { node: "node2" },
        ],
        sources: [
          { name: "southbound", status: "SOURCE_STATE_FAILED", reason: "connect ECONNREFUSED" },
        ],
      }),
  };
  await withAggregator(handlers, async (address) => {
    conforming(agents, (await cli(["agents", "-o", "json", "--address", address])).stdout);
  });
});

test("an answer of a later version is refused with what to do, in both languages", async () => {
  const later = { ...documents.reachable, apiVersion: "tapline/v2" } as unknown as Diagnosis;
  await withAggregator(saying(later), async (address) => {
    const args = ["diagnose", "a", "b", "--address", address];
    const english = await cli(args);
    assert.deepEqual([english.status, english.stdout], [5, ""]);
    assert.match(english.stderr, /version 2, and .* up to version 1; upgrade tapline/);
    assert.match((await cli([...args, "--lang", "zh"])).stderr, /请升级 tapline/);
  });
});

test("a document of which no text can be made is told by the field that is wrong", async () => {
  const [first, ...others] = documents.reachable.path;
  const { request: _, ...without } = first ?? assert.fail();
  const broken = { ...documents.reachable, path: [without, ...others] } as unknown as Diagnosis;
  await withAggregator(saying(broken), async (address) => {
    const args = ["diagnose", "a", "b", "--address", address];
    const { status, stdout, stderr } = await cli(args);
    assert.deepEqual([status, stdout], [5, ""]);
    assert.match(stderr, /^tapline: Cannot read the verdict: its field path\.0\.request is wrong/);
    assert.match((await cli([...args, "--lang", "zh"])).stderr, /字段 path\.0\.request 有误/);
  });
});
