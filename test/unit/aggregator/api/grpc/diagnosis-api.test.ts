import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { status } from "@grpc/grpc-js";
import type { CaseFile } from "../../../../../aggregator/evidence/case-file.ts";
import { EndpointError } from "../../../../../aggregator/inventory/endpoints/error.ts";
import type { DiagnosisRequest } from "../../../../../aggregator/plan/request.ts";
import type { ServiceLimits } from "../../../../../aggregator/services/limits.ts";
import type { Diagnosis } from "../../../../../proto/documents/v1/diagnosis.ts";
import type { TraceDocument } from "../../../../../proto/documents/v1/trace.ts";
import { reason, said } from "../../../../../proto/reasons/index.ts";
import { until } from "../../transport/scripted-agent.ts";
import { ApiServer, Collected, type Diagnoser } from "./api-server.ts";

// Only the way through the API is of interest here, not the document.
const caseFile = { id: "c1" } as unknown as CaseFile;
const diagnosis = { id: "d1", outcome: "reachable" } as unknown as Diagnosis;
const ends = { source: "a", destination: "b" };

describe("Diagnose and Trace", () => {
  let server: ApiServer | undefined;
  afterEach(() => server?.stop());
  const begin = async (
    diagnoser: Partial<Diagnoser>,
    limits: Partial<ServiceLimits> = {},
  ): Promise<ApiServer> => {
    const unexpected = (): never => {
      throw new Error("unexpected");
    };
    const all = { diagnose: unexpected, trace: unexpected, ...diagnoser };
    server = await new ApiServer({ diagnoser: all }, limits).start();
    return server;
  };
  const ask = (s: ApiServer, request = {}) =>
    new Collected(s.client.Diagnose({ ...ends, ...request }));

  test("streams progress, then the verdict and its case", async () => {
    const requests: DiagnosisRequest[] = [];
    const s = await begin({
      diagnose: async (request, progress) => {
        requests.push(request);
        progress("plan", said("cross node"));
        progress("probe", said("5 sent"));
        return { diagnosis, caseFile };
      },
    });
    const called = ask(s, { protocol: "PROTOCOL_TCP", port: 8080 });
    assert.equal((await called.end()).code, status.OK);
    assert.deepEqual(
      called.messages.map((message) => message.progress?.step ?? message.event),
      ["plan", "probe", "result"],
    );
    const result = called.messages[2]?.result;
    assert.deepEqual(JSON.parse(result?.diagnosisJson ?? ""), diagnosis);
    assert.deepEqual(JSON.parse(result?.caseJson ?? ""), { id: "c1" });
    assert.deepEqual([requests[0]?.port, requests[0]?.count], [8080, null]);
  });

  test("a case file that is too large is left out, and said so", async () => {
    const large = { ...caseFile, id: "x".repeat(17 * 1024 * 1024) };
    const s = await begin({ diagnose: async () => ({ diagnosis, caseFile: large }) });
    const called = ask(s);
    assert.equal((await called.end()).code, status.OK);
    assert.match(called.messages[0]?.progress?.text ?? "", /left out/);
    assert.equal(called.messages[1]?.result?.caseJson, "");
  });

  test("a wrong request never reaches the diagnoser", async () => {
    const called = ask(await begin({}), { protocol: "PROTOCOL_ICMP", port: 80 });
    assert.equal((await called.end()).code, status.INVALID_ARGUMENT);
    assert.equal(called.code, "INVALID_REQUEST");
    assert.match(called.status?.details ?? "", /icmp, which has no ports/);
  });

  test("errors keep their code and words", async () => {
    const s = await begin({
      diagnose: async () => {
        const named = { namespace: "x", name: "é", suggestions: ["x/e"] };
        throw new EndpointError(reason("POD_NOT_FOUND", named));
      },
      trace: async () => {
        throw new TypeError("secret");
      },
    });
    const called = ask(s);
    assert.equal((await called.end()).code, status.NOT_FOUND);
    assert.equal(called.code, "POD_NOT_FOUND");
    assert.equal(called.status?.details, "Cannot find pod x/é; did you mean x/e?");
    const error = await new Promise<unknown>((resolve) => s.client.Trace(ends, resolve));
    assert.match(String(error), /INTERNAL.*a bug in tapline/);
  });

  test("a caller that cancels aborts the diagnosis", async () => {
    let signal: AbortSignal | undefined;
    const s = await begin({
      diagnose: (_request, _progress, given) => {
        signal = given;
        return new Promise((_, reject) => {
          given.addEventListener("abort", () => reject(given.reason));
        });
      },
    });
    const called = ask(s);
    await until("the diagnosis", () => signal !== undefined);
    called.call.cancel();
    await until("abort", () => signal?.aborted === true);
    await s.services.whenIdle(5_000);
  });

  test("one diagnosis over the limit is refused, and room is given back", async () => {
    const finish: (() => void)[] = [];
    const s = await begin(
      {
        diagnose: () =>
          new Promise((resolve) => finish.push(() => resolve({ diagnosis, caseFile }))),
      },
      { diagnoses: { what: "diagnoses", concurrency: 2, maxWaiting: 0 } },
    );
    const first = [ask(s), ask(s)];
    await until("both to run", () => finish.length === 2);
    const refused = ask(s);
    assert.equal((await refused.end()).code, status.RESOURCE_EXHAUSTED);
    assert.equal(refused.code, "TOO_MANY_REQUESTS");
    assert.match(refused.status?.details ?? "", /2 diagnoses are already running, the limit/);
    for (const one of finish) one();
    for (const one of first) assert.equal((await one.end()).code, status.OK);
    const again = ask(s);
    await until("the next to run", () => finish.length === 3);
    finish[2]?.();
    assert.equal((await again.end()).code, status.OK);
  });

  test("progress that nobody reads is left out, the verdict is not", async () => {
    const text = "x".repeat(10_000);
    const s = await begin({
      diagnose: async (_request, progress) => {
        for (let step = 0; step < 2_000; step += 1) progress("step", said(text));
        return { diagnosis, caseFile };
      },
    });
    const called = ask(s);
    assert.equal((await called.end()).code, status.OK);
    assert.ok(called.messages.length < 100, `${called.messages.length} messages`);
    assert.equal(called.messages.at(-1)?.event, "result");
  });

  test("Trace gives the document", async () => {
    const s = await begin({
      trace: async ({ port }) => ({ kind: "Trace", port }) as unknown as TraceDocument,
    });
    const json = await new Promise<string>((resolve, reject) => {
      s.client.Trace({ ...ends, protocol: "PROTOCOL_UDP", port: 9090 }, (error, answer) =>
        error ? reject(error) : resolve(answer?.traceJson ?? ""),
      );
    });
    assert.deepEqual(JSON.parse(json), { kind: "Trace", port: 9090 });
  });
});
