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

const folder = mkdtempSync(join(tmpdir(), "tapline-health-"));
const path = join(folder, "s");
let isReady = true;
const health = new GrpcHealth(() => isReady);
const server = new GrpcServer(plaintext)
  .add((grpcServer) => health.addTo(grpcServer))
  .add(addReflection);
const client = new grpc.Client(`unix:${path}`, grpc.credentials.createInsecure());

before(() => server.listen([{ kind: "unix", text: `unix:${path}`, path }]));
after(async () => {
  client.close();
  await server.stop(100);
  rmSync(folder, { recursive: true });
});

test("health is whether the aggregator is ready, and changes for who watches", async () => {
  const watch = service.Watch;
  if (watch === undefined) throw new Error("grpc.health.v1.Health has no Watch");
  const call = client.makeServerStreamRequest(
    watch.path,
    watch.requestSerialize,
    watch.responseDeserialize as (bytes: Buffer) => { status: string },
    { service: diagnosisServiceName },
  );
  call.on("error", () => {}); // its own cancellation
  const told: string[] = [];
  for await (const { status } of call as AsyncIterable<{ status: string }>) {
    told.push(status);
    if (status === "NOT_SERVING") break;
    isReady = false;
  }
  assert.deepEqual(told, ["SERVING", "NOT_SERVING"]);
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
