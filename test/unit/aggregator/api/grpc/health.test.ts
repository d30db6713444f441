import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import * as grpc from "@grpc/grpc-js";
import { service } from "grpc-health-check";
import { plaintext } from "../../../../../aggregator/api/grpc/credentials.ts";
import { GrpcServer } from "../../../../../aggregator/api/grpc/grpc-server.ts";
import { diagnosisServiceName, GrpcHealth } from "../../../../../aggregator/api/grpc/health.ts";
import { addReflection } from "../../../../../aggregator/api/grpc/reflection.ts";
import { until } from "../../transport/scripted-agent.ts";

const folder = mkdtempSync(join(tmpdir(), "tapline-health-"));
const path = join(folder, "s");
let isReady = true;
const health = new GrpcHealth(() => isReady);
const server = new GrpcServer("callers", plaintext)
  .add((grpcServer) => health.addTo(grpcServer))
  .add(addReflection);
const client = new grpc.Client(`unix:${path}`, grpc.credentials.createInsecure());

before(() => server.listen([{ kind: "unix", text: `unix:${path}`, path }]));
after(async () => {
  client.close();
  await server.stop(100);
  rmSync(folder, { recursive: true });
});

function methodOf(name: "Check" | "Watch"): grpc.MethodDefinition<object, object> {
  const method = service[name];
  if (method === undefined) throw new Error(`grpc.health.v1.Health has no ${name}`);
  return method;
}

const check = methodOf("Check");
const watch = methodOf("Watch");

interface Health {
  readonly status: string;
}

function watching(name: string): grpc.ClientReadableStream<Health> {
  const call = client.makeServerStreamRequest(
    watch.path,
    watch.requestSerialize,
    watch.responseDeserialize as (bytes: Buffer) => Health,
    { service: name },
  );
  call.on("error", () => {}); // its own cancellation
  return call;
}

function checked(name: string): Promise<string | grpc.status> {
  return new Promise((resolve) => {
    client.makeUnaryRequest(
      check.path,
      check.requestSerialize,
      check.responseDeserialize as (bytes: Buffer) => Health,
      { service: name },
      (error, health) => resolve(error?.code ?? health?.status ?? "nothing"),
    );
  });
}

test("nothing is kept of a service that is not there", async () => {
  const told: string[] = [];
  for await (const { status } of watching("other") as AsyncIterable<Health>) told.push(status);
  assert.deepEqual(told, ["SERVICE_UNKNOWN"]);
  assert.equal(await checked("other"), grpc.status.NOT_FOUND);
  assert.equal(await checked(""), "SERVING");
  assert.equal(health.watchers, 0);
});

test("health is whether the aggregator is ready, and changes for who watches", async () => {
  const told: string[] = [];
  const call = watching(diagnosisServiceName);
  call.on("data", ({ status }: Health) => {
    told.push(status);
    isReady = false;
  });
  await until("the change", () => told.length === 2);
  assert.equal(health.watchers, 1);
  call.cancel();
  assert.deepEqual(told, ["SERVING", "NOT_SERVING"]);
  assert.equal(await checked(diagnosisServiceName), "NOT_SERVING");
  await until("the end of the watch", () => health.watchers === 0);
  health.stop();
});

test("reflection names the service that callers have, and no other", async () => {
  const path = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
  // ServerReflectionRequest.list_services = 7, a string; the answer holds the name as it is.
  const ask = Buffer.from([0x3a, 0x01, 0x2a]);
  const raw = (bytes: Buffer): Buffer => bytes;
  const call = client.makeBidiStreamRequest(path, raw, raw);
  call.write(ask);
  call.end();
  let answer = "";
  for await (const bytes of call as AsyncIterable<Buffer>) answer += bytes.toString("latin1");
  assert.ok(answer.includes("tapline.v1.DiagnosisService"));
  assert.ok(!answer.includes("AgentService"));
});
