import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { status } from "@grpc/grpc-js";
import type { IngestOptions } from "../../../../aggregator/transport/options.ts";
import type { Reason } from "../../../../proto/reasons/index.ts";
import { ownProtocol } from "../../../../proto/version.ts";
import { reasonIn } from "../../../../words/reasons/index.ts";
import { helloOf, IngestServer, until } from "./scripted-agent.ts";

function told(why: Reason | null | undefined): string {
  return why ? reasonIn("en", why) : "";
}

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
      heartbeat: { repliesDropped: 3, residentMegabytes: 50 },
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

  test("measures the offset of the agent's clock by round trips", async () => {
    const s = await begin();
    const agent = s.dial();
    agent.clockAheadMs = 60_000;
    agent.send({ hello: helloOf("node1") });
    await until("an estimate", () => (s.ingest.directory.list()[0]?.clock ?? null) !== null);
    const { offsetMs, errorMs } = s.ingest.directory.list()[0]?.clock ?? {};
    // The agent of the test reads whole milliseconds.
    assert.ok(Math.abs((offsetMs ?? 0) - 60_000) <= (errorMs ?? 0) + 1, `${offsetMs} ± ${errorMs}`);
  });

  test("an event changes what is known of the node, and one of tomorrow nothing", async () => {
    const s = await begin();
    const agent = await s.connect("node1", { ovsVersion: "", ovnVersion: "23.03.1" });
    const info = () => s.ingest.directory.list()[0];
    agent.send({ event: {} });
    const softwareChanged = { ovsVersion: "3.1.0", ovnVersion: "", datapathType: "system" };
    agent.send({ event: { softwareChanged } });
    await until("the event", () => info()?.ovsVersion === "3.1.0");
    assert.deepEqual([info()?.ovnVersion, info()?.datapathType], ["", "system"]);
    agent.send({ heartbeat: { eventsDropped: 2 } });
    await until("the count", () => info()?.eventsDropped === 2);
    assert.equal(info()?.status, "ok");
  });

  test("takes the newest protocol that both speak, refuses others with the reason", async () => {
    const s = await begin();
    const { oldest, newest } = ownProtocol;
    const both = { protocolOldest: oldest, protocolNewest: newest + 5 };
    assert.equal((await s.connect("node1", both)).welcome?.protocol, newest);
    const ranges = [
      [newest + 2, newest + 3, /upgrade the aggregator$/],
      [0, oldest - 1, /upgrade the agent of node node2$/],
    ] as const;
    for (const [protocolOldest, protocolNewest, advice] of ranges) {
      const agent = s.dial();
      agent.send({ hello: helloOf("node2", { protocolOldest, protocolNewest, version: "9.9" }) });
      await until("refusal", () => agent.status !== null);
      assert.equal(agent.status?.code, status.FAILED_PRECONDITION);
      assert.match(agent.status?.details ?? "", advice);
      assert.match(agent.status?.details ?? "", /\(version 9\.9\) speaks protocol .*, wanted/);
      const info = s.ingest.directory.list().find(({ node }) => node === "node2");
      assert.equal(info?.status, "away");
      assert.equal(`Cannot begin a session: ${told(info?.reason)}`, agent.status?.details);
    }
    await s.connect("node2");
    assert.deepEqual(
      s.ingest.directory.list().map((info) => info.status),
      ["ok", "ok"],
    );
  });

  test("an agent that closes or loses its session is away, with the reason", async () => {
    const s = await begin();
    const polite = await s.connect("node1");
    const lost = await s.connect("node2");
    polite.end();
    lost.hangUp();
    const infos = () => s.ingest.directory.list();
    await until("both away", () => infos().every((info) => info.status === "away"));
    assert.match(told(infos()[0]?.reason), /session ended/);
    assert.match(told(infos()[1]?.reason), /session ended|connection was lost/);
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
    assert.match(told(s.ingest.directory.list()[0]?.reason), /silent for 60 ms/);
  });

  test("heartbeats keep a session open", async () => {
    const s = await begin({ heartbeatTimeoutMs: 150 });
    const agent = await s.connect("node1");
    const end = Date.now() + 500;
    await until("half a second of heartbeats", () => {
      agent.send({ heartbeat: {} });
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
    rude.send({ hello: helloOf("node1") });
    const nameless = s.dial();
    nameless.send({ hello: { node: "../x" } });
    const wordy = s.dial();
    wordy.send({ hello: helloOf("node1", { version: "9".repeat(257) }) });
    const mute = s.dial();
    const all = [rude, nameless, wordy, mute];
    await until("refusals", () => all.every((agent) => agent.status !== null));
    assert.deepEqual(
      all.map((agent) => agent.status?.code),
      [...Array(3).fill(status.INVALID_ARGUMENT), status.DEADLINE_EXCEEDED],
    );
    assert.deepEqual(s.ingest.directory.list(), []);
  });

  test("who may not speak for a node writes nothing about it", async () => {
    const s = await begin();
    s.proven = "node2";
    const other = s.dial();
    // One that could not be taken, either.
    other.send({ hello: helloOf("node1", { protocolOldest: 0, protocolNewest: 0 }) });
    await until("refusal", () => other.status !== null);
    assert.equal(other.status?.code, status.PERMISSION_DENIED);
    assert.deepEqual(s.ingest.directory.list(), []);
  });

  test("forgets who is away longest to make room, and refuses when all are there", async () => {
    const s = await begin({ maxAgents: 2 });
    const first = await s.connect("node1");
    await s.connect("node2");
    const tooMany = s.dial();
    tooMany.send({ hello: helloOf("node3") });
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
