import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { AgentError } from "../../../../aggregator/transport/agent-error.ts";
import type { AgentHandle, TapSession } from "../../../../aggregator/transport/agent-handle.ts";
import type { IngestOptions } from "../../../../aggregator/transport/options.ts";
import type { Reply } from "../../../../proto/gen/tapline/v1/Reply.ts";
import type { TapReport } from "../../../../proto/gen/tapline/v1/TapReport.ts";
import { plain } from "../../proto/records/sighting-from.ts";
import { english } from "../../words/english.ts";
import {
  batchOf,
  echo,
  goodReport,
  IngestServer,
  type ScriptedAgent,
  until,
} from "./scripted-agent.ts";

const order = { filter: "icmp", snapLength: 128, maxPackets: 1_000 };
const soon = { timeoutMs: 5_000 };
const links = [{ name: "abc_h", ifindex: 7 }];

describe("RemoteTap", () => {
  let server: IngestServer | undefined;
  afterEach(() => server?.stop());

  /** A tap that listens, whose agent closes it with `last` when told to stop. */
  const begin = async (
    last: Reply | null,
    options: Partial<IngestOptions> = {},
    signal?: AbortSignal,
  ): Promise<{ agent: ScriptedAgent; handle: AgentHandle; tap: TapSession; id: number }> => {
    server = await new IngestServer(options).start();
    const agent = await server.connect("node1");
    const handle = server.ingest.directory.agent("node1");
    assert.ok(handle);
    agent.onCommand = ({ id }) => agent.reply({ id, tapStarted: { links } });
    agent.onCancel = ({ id }) => {
      if (last !== null) agent.reply({ id, done: true, ...last });
    };
    const tap = await handle.tap(order, { ...soon, ...(signal === undefined ? {} : { signal }) });
    return { agent, handle, tap, id: agent.commands[0]?.id ?? 0 };
  };

  test("gives every sighting back and is complete", async () => {
    const sightings = [echo(1), echo(2), echo(3)];
    const { agent, tap, id } = await begin({ tapReport: goodReport(3) });
    assert.equal(tap.links[0]?.name, "abc_h");
    assert.deepEqual(agent.commands[0]?.tap, order);
    agent.reply({ id, sightings: batchOf(sightings.slice(0, 2)) });
    agent.reply({ id, sightings: batchOf(sightings.slice(2)) });
    const result = await tap.stop();
    assert.deepEqual(plain(result.sightings), sightings);
    assert.deepEqual([result.complete, result.problem], [true, null]);
    assert.equal(result.report?.packetsCaptured, 9);
    assert.equal(await tap.stop(), result);
  });

  const flaws: [string, TapReport, RegExp][] = [
    ["kernel drops", { packetsDroppedKernel: 2 }, /kernel dropped 2/],
    ["interface drops", { packetsDroppedInterface: 2 }, /interfaces dropped 2/],
    ["agent's loss", { sightingsLost: 4 }, /agent lost 4/],
    ["unknown statistics", { statisticsKnown: false }, /statistics are unknown/],
    ["a batch that did not arrive", { sightingsSent: 5 }, /5 sightings were sent and 1 arrived/],
    ["its limit", { endedBy: "TAP_ENDING_LIMIT", detail: "1000 packets" }, /"limit": 1000 packets/],
  ];
  for (const [name, flaw, problem] of flaws) {
    test(`is not complete after ${name}`, async () => {
      const { agent, tap, id } = await begin({ tapReport: { ...goodReport(1), ...flaw } });
      agent.reply({ id, sightings: batchOf([echo(1)]) });
      const result = await tap.stop();
      assert.equal(result.complete, false);
      assert.match(english(result.problem), problem);
      assert.equal(result.sightings.length, 1);
    });
  }

  test("tells whether the node's switch passes packets on in hardware", async () => {
    const { agent, handle, tap } = await begin({ tapReport: goodReport(0) });
    assert.equal(tap.hwOffload, false);
    agent.onCommand = ({ id }) => agent.reply({ id, tapStarted: { links, hwOffload: true } });
    assert.equal((await handle.tap(order, soon)).hwOffload, true);
  });

  test("a session lost in the middle leaves what had arrived", async () => {
    const { agent, handle, tap, id } = await begin(null);
    agent.reply({ id, sightings: batchOf([echo(1)]) });
    agent.send({ heartbeat: { commandsRunning: 1 } });
    await until("what was sent", () => handle.info.commandsRunning === 1);
    agent.hangUp();
    const result = await tap.stop();
    assert.deepEqual(plain(result.sightings), [echo(1)]);
    assert.equal(result.complete, false);
    assert.equal(result.report, null);
    assert.match(english(result.problem), /is away: its .*no closing report/);
  });

  test("an agent that never reports is not waited for long", async () => {
    const { tap } = await begin(null, { tapStopTimeoutMs: 40 });
    const result = await tap.stop();
    assert.equal(result.complete, false);
    assert.match(english(result.problem), /did not answer "tap" within 40 ms; no closing report/);
  });

  test("an error after the start is the tap's problem", async () => {
    const { agent, tap, id } = await begin(null);
    agent.reply({ id, error: { code: "EXEC_FAILED", message: "tcpdump was killed" } });
    const result = await tap.stop();
    assert.equal(result.complete, false);
    assert.match(english(result.problem), /tcpdump was killed/);
  });

  test("sightings over the limit are counted and not kept", async () => {
    const { agent, tap, id } = await begin({ tapReport: goodReport(6) }, { maxSightingsPerTap: 4 });
    for (const at of [1, 3, 5]) agent.reply({ id, sightings: batchOf([echo(at), echo(at + 1)]) });
    const result = await tap.stop();
    assert.equal(result.sightings.length, 4);
    assert.equal(result.complete, false);
    assert.match(english(result.problem), /2 sightings arrived beyond the limit/);
  });

  test("records that cannot be read, or are not what was counted, are a problem", async () => {
    const { agent, tap, id } = await begin({ tapReport: goodReport(3) });
    agent.reply({ id, sightings: { records: Buffer.alloc(7), count: 1 } });
    agent.reply({ id, sightings: { ...batchOf([echo(1)]), count: 2 } });
    const result = await tap.stop();
    assert.equal(result.complete, false);
    assert.match(english(result.problem), /cannot be read/);
    assert.deepEqual(plain(result.sightings), [echo(1)]);
  });

  test("an abort stops the tap, and stop still gives what was seen", async () => {
    const controller = new AbortController();
    const { agent, tap, id } = await begin({ tapReport: goodReport(1) }, {}, controller.signal);
    agent.reply({ id, sightings: batchOf([echo(1)]) });
    controller.abort();
    await until("cancel", () => agent.cancels.length === 1);
    assert.equal((await tap.stop()).sightings.length, 1);
    assert.equal(agent.cancels.length, 1);
  });

  test("a tap that nobody stops ends by itself", async () => {
    const { agent, tap } = await begin({ tapReport: goodReport(0) }, { maxTapLifeMs: 40 });
    await until("cancel", () => agent.cancels.length === 1);
    assert.equal((await tap.stop()).complete, true);
  });

  test("a tap that does not come to listen fails", async () => {
    const { agent, handle } = await begin(null);
    const code = (wanted: string) => (error: unknown) => {
      assert.ok(error instanceof AgentError);
      assert.equal(error.type.code, wanted);
      return true;
    };
    agent.onCommand = () => {};
    await assert.rejects(handle.tap(order, { timeoutMs: 30 }), code("COMMAND_TIMED_OUT"));
    const error = { code: "BAD_FILTER", message: "syntax error" };
    agent.onCommand = ({ id }) => agent.reply({ id, error });
    await assert.rejects(handle.tap(order, soon), code("COMMAND_FAILED"));
    agent.onCommand = ({ id }) => agent.reply({ id, done: true });
    await assert.rejects(handle.tap(order, soon), code("BAD_REPLY"));
    agent.onCommand = () => agent.hangUp();
    await assert.rejects(handle.tap(order, soon), code("AGENT_AWAY"));
  });
});
