import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import { connect } from "node:http2";
import { createConnection } from "node:net";
import { after, afterEach, before, describe, test } from "node:test";
import * as grpc from "@grpc/grpc-js";
import { wire } from "../../../../../proto/load.ts";
import { helloOf, ScriptedAgent, until } from "../../transport/scripted-agent.ts";
import { ApiServer } from "./api-server.ts";

describe("callers and agents have listeners of their own", () => {
  let server: ApiServer | undefined;
  afterEach(() => server?.stop());

  test("a caller's call at the agents' listener is unimplemented", async () => {
    server = await new ApiServer({}).start();
    const client = new wire.DiagnosisService(
      `unix:${server.agentsPath}`,
      grpc.credentials.createInsecure(),
    );
    const error = await new Promise<grpc.ServiceError | null>((resolve) =>
      client.ListAgents({}, (failed) => resolve(failed)),
    );
    client.close();
    assert.equal(error?.code, grpc.status.UNIMPLEMENTED);
  });

  test("an agent's session at the callers' listener is unimplemented", async () => {
    server = await new ApiServer({}).start();
    const agent = new ScriptedAgent(`unix:${server.path}`);
    agent.send({ hello: helloOf("node1") });
    await until("the end of the session", () => agent.status !== null);
    agent.hangUp();
    assert.equal(agent.status?.code, grpc.status.UNIMPLEMENTED);
    assert.equal(agent.welcome, null);
  });
});

describe("what is not known yet is bounded", () => {
  let server: ApiServer;
  before(async () => {
    server = await new ApiServer({}).start();
  });
  after(() => server.stop());

  test("a request of more than 256 KiB is not read", async () => {
    const ask = (length: number) =>
      new Promise<grpc.ServiceError | null>((resolve) => {
        const call = server.client.Trace({ source: "x".repeat(length) }, (error) => resolve(error));
        call.on("error", () => {});
      });
    const large = await ask(256 * 1024);
    assert.equal(large?.code, grpc.status.RESOURCE_EXHAUSTED);
    assert.match(large?.details ?? "", /larger/);
    assert.notEqual((await ask(200 * 1024))?.code, grpc.status.RESOURCE_EXHAUSTED);
  });

  test("a connection has so many streams and no more", async () => {
    const limitOf = (path: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const session = connect("http://localhost", {
          createConnection: () => createConnection(path),
        });
        session.on("error", reject);
        session.on("remoteSettings", ({ maxConcurrentStreams }) => {
          session.destroy();
          resolve(maxConcurrentStreams);
        });
      });
    assert.equal(await limitOf(server.path), 100);
    assert.equal(await limitOf(server.agentsPath), 16);
  });
});

test("owner and group may connect to a unix socket; the file goes with the server", async () => {
  const server = await new ApiServer({}).start();
  for (const path of [server.path, server.agentsPath]) {
    assert.equal(statSync(path).mode & 0o777, 0o660);
  }
  await server.stop();
  assert.equal(existsSync(server.path) || existsSync(server.agentsPath), false);
});
