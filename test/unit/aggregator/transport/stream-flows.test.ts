import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { AgentError } from "../../../../aggregator/transport/agent-error.ts";
import type { AgentHandle } from "../../../../aggregator/transport/agent-handle.ts";
import type { IngestOptions } from "../../../../aggregator/transport/options.ts";
import { IngestServer, type ScriptedAgent, until } from "./scripted-agent.ts";

const soon = { timeoutMs: 5_000 };
const command = { bridge: "br-int" };
const tenFlows = { flows: Array.from({ length: 10 }, (_, table) => ({ table })) };

function code(error: unknown): string {
  assert.ok(error instanceof AgentError, String(error));
  return error.type.code;
}

describe("streamFlows", () => {
  let server: IngestServer | undefined;
  afterEach(() => server?.stop());
  const begin = async (
    batches: number,
    options: Partial<IngestOptions> = {},
  ): Promise<{ agent: ScriptedAgent; handle: AgentHandle }> => {
    server = await new IngestServer(options).start();
    const agent = await server.connect("node1");
    agent.onCommand = ({ id }) => {
      for (let batch = 0; batch < batches; batch += 1) agent.reply({ id, flows: tenFlows });
      agent.reply({ id, done: true, flowReport: { flows: batches * 10 } });
    };
    const handle = server.ingest.directory.agent("node1");
    assert.ok(handle);
    return { agent, handle };
  };

  test("hands over every batch, one at a time, then the report", async () => {
    const { handle } = await begin(50);
    let seen = 0;
    let atOnce = 0;
    const report = await handle.flows(command, soon, async (batch) => {
      atOnce += 1;
      assert.equal(atOnce, 1);
      await new Promise((resolve) => setImmediate(resolve));
      seen += batch.flows.length;
      atOnce -= 1;
    });
    assert.equal(seen, 500);
    assert.equal(report.flows, 500);
  });

  test("a slow reader gets all of it, with the session held back in between", async () => {
    const { handle } = await begin(200, { maxFlowsWaiting: 40 });
    let seen = 0;
    await handle.flows(command, soon, async (batch) => {
      // Slow on purpose: the reader that the session is held back for.
      await new Promise((resolve) => setTimeout(resolve, 1));
      seen += batch.flows.length;
    });
    assert.equal(seen, 2_000);
  });

  test("a reader that stands still is given up, and the session goes on", async () => {
    const { agent, handle } = await begin(500, { maxFlowsWaiting: 40, maxHoldMs: 40 });
    const stuck = handle.flows(command, soon, () => new Promise(() => {}));
    await assert.rejects(stuck, (error) => code(error) === "SLOW_READER");
    await until("cancel", () => agent.cancels.length === 1);
    agent.onCommand = ({ id }) => agent.reply({ id, done: true, ports: {} });
    await handle.ports(soon);
  });

  test("what the reader throws is thrown on and ends the dump", async () => {
    const { agent, handle } = await begin(3);
    agent.onCommand = ({ id }) => agent.reply({ id, flows: tenFlows });
    const dump = handle.flows(command, soon, () => {
      throw new RangeError("no more");
    });
    await assert.rejects(dump, RangeError);
    await until("cancel", () => agent.cancels.length === 1);
  });

  test("an abort ends it even while the reader stands still after the last reply", async () => {
    const { handle } = await begin(1);
    const controller = new AbortController();
    let isReading = false;
    const dump = handle.flows(command, { ...soon, signal: controller.signal }, () => {
      isReading = true;
      return new Promise(() => {});
    });
    const failed = assert.rejects(dump, (error) => code(error) === "COMMAND_CANCELLED");
    await until("reading", () => isReading);
    controller.abort();
    await failed;
  });

  test("a dump without report, or cut by the session's end, is an error", async () => {
    const { agent, handle } = await begin(0);
    agent.onCommand = ({ id }) => agent.reply({ id, done: true });
    const unreported = handle.flows(command, soon, () => {});
    await assert.rejects(unreported, (error) => code(error) === "BAD_REPLY");
    agent.onCommand = ({ id }) => {
      agent.reply({ id, flows: tenFlows });
      agent.end();
    };
    const cut = handle.flows(command, soon, () => {});
    await assert.rejects(cut, (error) => code(error) === "AGENT_AWAY");
  });
});
