import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { status } from "@grpc/grpc-js";
import type { IngestOptions } from "../../../../aggregator/transport/options.ts";
import { IngestServer, until } from "./scripted-agent.ts";

describe("AgentIngest", () => {
  let server: IngestServer | undefined;
  afterEach(() => server?.stop());
  const begin = async (options: Partial<IngestOptions> = {}): Promise<IngestServer> => {
    server = await new IngestServer(options).start();
    return server;
  };

  test("lists an agent with what its Hello and heartbeat told", async () => {
    const s = await begin();
    const { ingest } = s;
    const agent = await s.connect("node1", { version: "0.1.0", ovsVersion: "3.1.0" });
    agent.send({
      heartbeat: { clockUnixMs: Date.now(), repliesDropped: 3, residentMegabytes: 50 },
    });
    await until("heartbeat", () => ingest.directory.list()[0]?.repliesDropped === 3);
    const [info] = ingest.directory.list();
    assert.equal(info?.node, "node1");
    assert.equal(info?.status, "ok");
    assert.equal(info?.reason, null);
    assert.equal(info?.ovsVersion, "3.1.0");
    assert.equal(info?.residentMegabytes, 50);
    assert.equal(ingest.directory.agent("node2"), undefined);
  });

  test("estimates the offset of the agent's clock", async () => {
    const s = await begin();
    await s.connect("node1", { clockUnixMs: Date.now() + 60_000 });
    const offset = s.ingest.directory.list()[0]?.clockOffsetMs ?? 0;
    assert.ok(Math.abs(offset - 60_000) < 2_000, `offset ${offset}`);
  });

  test("an agent that closes or loses its session is away, with the reason", async () => {
    const s = await begin();
    const polite = await s.connect("node1");
    const lost = await s.connect("node2");
    polite.end();
    lost.hangUp();
    const infos = () => s.ingest.directory.list();
    await until("both away", () => infos().every((info) => info.status === "away"));
    assert.match(infos()[0]?.reason ?? "", /session ended/);
    assert.match(infos()[1]?.reason ?? "", /session ended|connection was lost/);
    const handle = s.ingest.directory.agent("node2");
    await assert.rejects(
      async () => handle?.ports({ timeoutMs: 1_000 }),
      (error: { type: { code: string } }) => error.type.code === "AGENT_AWAY",
    );
  });

  test("an agent that falls silent is away and its stream is ended", async () => {
    const s = await begin({ heartbeatTimeoutMs: 60 });
    const agent = await s.connect("node1");
    await until("end of stream", () => agent.status !== null);
    assert.equal(agent.status?.code, status.UNAVAILABLE);
    assert.match(s.ingest.directory.list()[0]?.reason ?? "", /nothing was heard of it for 60 ms/);
  });

  test("heartbeats keep a session open", async () => {
    const s = await begin({ heartbeatTimeoutMs: 150 });
    const agent = await s.connect("node1");
    const end = Date.now() + 500;
    await until("half a second of heartbeats", () => {
      agent.send({ heartbeat: { clockUnixMs: Date.now() } });
      return Date.now() > end;
    });
    assert.equal(s.ingest.directory.list()[0]?.status, "ok");
  });

  test("a second session of a node replaces the first", async () => {
    const s = await begin();
    const first = await s.connect("node1");
    const oldHandle = s.ingest.directory.agent("node1");
    const running = oldHandle?.ports({ timeoutMs: 5_000 });
    const failed = assert.rejects(
      async () => running,
      (error: { type: { code: string } }) => error.type.code === "AGENT_REPLACED",
    );
    await until("command", () => first.commands.length === 1);
    const second = await s.connect("node1", { version: "2" });
    await failed;
    await until("end of the first", () => first.status !== null);
    assert.equal(first.status?.code, status.ABORTED);
    assert.deepEqual(
      s.ingest.directory.list().map((info) => [info.version, info.status]),
      [["2", "ok"]],
    );
    second.onCommand = ({ id }) => second.reply({ id, done: true, ports: { ports: [] } });
    const ports = await s.ingest.directory.agent("node1")?.ports({ timeoutMs: 5_000 });
    assert.deepEqual(ports?.ports, []);
    await assert.rejects(
      async () => oldHandle?.ports({ timeoutMs: 5_000 }),
      (error: { type: { code: string } }) => error.type.code === "AGENT_REPLACED",
    );
  });

  test("a stream must begin with the Hello of a node, in time", async () => {
    const s = await begin({ helloTimeoutMs: 60 });
    const rude = s.dial();
    rude.send({ heartbeat: {} });
    rude.send({ hello: { node: "node1" } });
    const nameless = s.dial();
    nameless.send({ hello: { node: "../x" } });
    const mute = s.dial();
    const all = [rude, nameless, mute];
    await until("refusals", () => all.every((agent) => agent.status !== null));
    assert.deepEqual(
      all.map((agent) => agent.status?.code),
      [status.INVALID_ARGUMENT, status.INVALID_ARGUMENT, status.DEADLINE_EXCEEDED],
    );
    assert.deepEqual(s.ingest.directory.list(), []);
  });

  test("forgets who is away longest to make room, and refuses when all are there", async () => {
    const s = await begin({ maxAgents: 2 });
    const first = await s.connect("node1");
    await s.connect("node2");
    const tooMany = s.dial();
    tooMany.send({ hello: { node: "node3" } });
    await until("refusal", () => tooMany.status !== null);
    assert.equal(tooMany.status?.code, status.RESOURCE_EXHAUSTED);
    first.hangUp();
    await until("node1 away", () => s.ingest.directory.list()[0]?.status === "away");
    await s.connect("node3");
    assert.deepEqual(
      s.ingest.directory.list().map((info) => info.node),
      ["node2", "node3"],
    );
  });
});
