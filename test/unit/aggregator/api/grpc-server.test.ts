import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, describe, test } from "node:test";
import * as grpc from "@grpc/grpc-js";
import { ListenError } from "../../../../aggregator/api/listen-error.ts";
import { removeStaleSocket } from "../../../../aggregator/api/unix-socket.ts";
import { wire } from "../../../../proto/load.ts";
import { helloOf, ScriptedAgent, until } from "../transport/scripted-agent.ts";
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

describe("listening on a unix socket", () => {
  const folder = mkdtempSync(join(tmpdir(), "tapline-test-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const code = (wanted: string) => (error: unknown) => {
    assert.ok(error instanceof ListenError);
    assert.equal(error.type.code, wanted);
    return true;
  };

  test("owner and group may connect, nobody else; the file goes with the server", async () => {
    const server = await new ApiServer({}).start();
    for (const path of [server.path, server.agentsPath]) {
      assert.equal(statSync(path).mode & 0o777, 0o660);
    }
    await server.stop();
    assert.equal(existsSync(server.path) || existsSync(server.agentsPath), false);
  });

  test("a socket in use is left alone", async () => {
    const path = join(folder, "used");
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path, resolve));
    await assert.rejects(removeStaleSocket(path), code("IN_USE"));
    assert.ok(existsSync(path));
    await new Promise((resolve) => server.close(resolve));
  });

  test("a file that is no socket is left alone", async () => {
    const path = join(folder, "file");
    writeFileSync(path, "");
    await assert.rejects(removeStaleSocket(path), code("NO_SOCKET"));
    assert.ok(existsSync(path));
    await removeStaleSocket(join(folder, "nothing"));
  });
});
