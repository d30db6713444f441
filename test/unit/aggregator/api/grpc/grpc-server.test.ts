import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import { afterEach, describe, test } from "node:test";
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

test("owner and group may connect to a unix socket; the file goes with the server", async () => {
  const server = await new ApiServer({}).start();
  for (const path of [server.path, server.agentsPath]) {
    assert.equal(statSync(path).mode & 0o777, 0o660);
  }
  await server.stop();
  assert.equal(existsSync(server.path) || existsSync(server.agentsPath), false);
});
