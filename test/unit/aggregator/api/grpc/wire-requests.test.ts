import assert from "node:assert/strict";
import { test } from "node:test";
import {
  diagnosisInput,
  flowsInput,
  traceInput,
} from "../../../../../aggregator/api/grpc/wire-requests.ts";
import { readDiagnosisRequest } from "../../../../../aggregator/services/diagnose/request.ts";
import * as flows from "../../../../../aggregator/services/flows/request.ts";
import { RequestError } from "../../../../../aggregator/services/request-error.ts";
import * as trace from "../../../../../aggregator/services/trace/request.ts";
import type { FlowsRequest__Output } from "../../../../../proto/gen/tapline/v1/FlowsRequest.ts";
import type { TraceRequest__Output } from "../../../../../proto/gen/tapline/v1/TraceRequest.ts";
import { reasonOf } from "../../../../../proto/reasons/reason-of.ts";
import { reasonIn } from "../../../../../words/reasons/index.ts";

type DiagnoseRequest = Parameters<typeof diagnosisInput>[0];

// As a request of the wire comes to the service that it is for.
const readDiagnoseRequest = (request: DiagnoseRequest) =>
  readDiagnosisRequest(diagnosisInput(request));
const readTraceRequest = (request: TraceRequest__Output) =>
  trace.readTraceRequest(traceInput(request));
const readFlowsRequest = (request: FlowsRequest__Output) =>
  flows.readFlowsRequest(flowsInput(request));

/** As it arrives when only both ends were given. */
const bare: DiagnoseRequest = {
  source: "a",
  destination: "default/b",
  namespace: "",
  protocol: "PROTOCOL_UNSPECIFIED",
  port: 0,
  count: 0,
  size: 0,
  passive: false,
  timeoutMs: 0,
  errorText: "",
  httpPath: "",
  family: 0,
  interface: "",
};

test("what was not sent takes its default", () => {
  assert.deepEqual(readDiagnoseRequest(bare), {
    source: "a",
    destination: "default/b",
    namespace: "default",
    protocol: null,
    port: null,
    family: null,
    interface: null,
    count: null,
    size: null,
    passive: false,
    timeoutMs: 15_000,
    errorText: "",
    httpPath: "",
  });
});

test("HTTP is asked over TCP, to port 80 unless another one is named", () => {
  const plain = readDiagnoseRequest({ ...bare, httpPath: "/" });
  assert.deepEqual([plain.protocol, plain.port, plain.httpPath], ["tcp", 80, "/"]);
  const named = readDiagnoseRequest({
    ...bare,
    protocol: "PROTOCOL_TCP",
    port: 8080,
    httpPath: "/a?b=c",
  });
  assert.deepEqual([named.protocol, named.port], ["tcp", 8080]);
});

test("an error text gives the protocol and the port that were not asked for", () => {
  const errorText = "dial tcp 10.16.0.6:8080: connect: connection refused";
  const hinted = readDiagnoseRequest({ ...bare, errorText });
  assert.deepEqual([hinted.protocol, hinted.port], ["tcp", 8080]);
  const asked = readDiagnoseRequest({ ...bare, errorText, protocol: "PROTOCOL_UDP", port: 53 });
  assert.deepEqual([asked.protocol, asked.port], ["udp", 53]);
  const echo = readDiagnoseRequest({ ...bare, errorText, protocol: "PROTOCOL_ICMP" });
  assert.deepEqual([echo.protocol, echo.port], ["icmp", null]);
  const vague = readDiagnoseRequest({ ...bare, errorText: "connection refused\u001b[31m\n" });
  assert.deepEqual([vague.protocol, vague.port], [null, null]);
  assert.equal(vague.errorText, "connection refused [31m");
});

test("what was sent is kept", () => {
  const limits = { port: 8080, count: 100, size: 65_535 };
  const sent = { namespace: "shop", protocol: "PROTOCOL_TCP", ...limits } as const;
  const request = readDiagnoseRequest({ ...bare, ...sent, passive: true, timeoutMs: 120_000 });
  assert.deepEqual(
    [request.namespace, request.protocol, request.port, request.count, request.size],
    ["shop", "tcp", 8080, 100, 65_535],
  );
  assert.deepEqual([request.passive, request.timeoutMs], [true, 120_000]);
});

const refused: [string, Partial<DiagnoseRequest>, RegExp][] = [
  ["httpPath", { httpPath: "healthz" }, /is not a path, wanted one that begins with \//],
  ["httpPath", { httpPath: "/a b" }, /is not a path/],
  [
    "httpPath",
    { httpPath: "/", protocol: "PROTOCOL_UDP", port: 53 },
    /httpPath does not go with udp, wanted tcp/,
  ],
  ["source", { source: " " }, /source is missing, wanted NAMESPACE\/POD/],
  ["destination", { destination: "" }, /destination is missing/],
  ["destination", { destination: "b; rm" }, /characters that names cannot have/],
  ["source", { source: "a".repeat(400) }, /longer than 320/],
  ["namespace", { namespace: "No_Such" }, /is not a namespace name/],
  ["protocol", { protocol: 132 as never }, /is unknown, wanted icmp, tcp or udp/],
  ["port", { protocol: "PROTOCOL_UDP", port: 70_000 }, /above 65535/],
  ["port", { protocol: "PROTOCOL_ICMP", port: 80 }, /icmp, which has no ports/],
  ["count", { count: 101 }, /above 100/],
  ["interface", { interface: "net1; rm" }, /is not an interface name/],
  ["family", { family: 5 }, /is not an IP version, wanted 4 or 6/],
  ["size", { size: 27 }, /below 28 bytes/],
  ["size", { size: 65_536 }, /above 65535/],
  ["timeoutMs", { timeoutMs: 999 }, /below 1 s/],
  ["timeoutMs", { timeoutMs: 120_001 }, /above 120 s/],
];
for (const [field, change, sentence] of refused) {
  test(`refuses ${JSON.stringify(change).slice(0, 60)}`, () => {
    assert.throws(
      () => readDiagnoseRequest({ ...bare, ...change }),
      (error) => {
        assert.ok(error instanceof RequestError);
        const { code, args } = error.type;
        assert.deepEqual([code, "field" in args && args.field], ["INVALID_REQUEST", field]);
        assert.match(reasonIn("en", reasonOf(error)), sentence);
        return true;
      },
    );
  });
}

test("a trace follows the same rules", () => {
  const ends = { source: "a", destination: "b", namespace: "" };
  const words = { ...ends, protocol: "udp", port: 53, verbose: true, timeoutMs: 2_000 };
  const sent = { ...words, protocol: "PROTOCOL_UDP" } as const;
  const request = readTraceRequest({ ...sent, family: 6, interface: "net1" });
  assert.deepEqual(request, { ...words, namespace: "default", family: 6, interface: "net1" });
  const icmp = { ...sent, protocol: "PROTOCOL_ICMP", family: 0, interface: "" } as const;
  assert.throws(() => readTraceRequest(icmp), /ICMP_HAS_NO_PORTS/);
});

test("table 0 is a table, no table is all", () => {
  const words = { target: "node1", namespace: "" };
  assert.equal(readFlowsRequest({ ...words, table: 0 }).table, 0);
  assert.equal(readFlowsRequest(words).table, null);
  assert.throws(() => readFlowsRequest({ ...words, table: 255 }), /"most":"254"/);
});
