import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { status } from "@grpc/grpc-js";
import { AgentError } from "../../../../aggregator/transport/agent-error.ts";
import type { AgentHandle } from "../../../../aggregator/transport/agent-handle.ts";
import type { IngestOptions } from "../../../../aggregator/transport/options.ts";
import {
  IngestServer,
  type ScriptedAgent,
  type ScriptedTransfer,
  until,
} from "./scripted-agent.ts";

const soon = { timeoutMs: 5_000 };
const command = { bridge: "br-int" };
const tenFlows = { flows: Array.from({ length: 10 }, (_, table) => ({ table })) };
const never = (): Promise<void> => new Promise(() => {});

function code(error: unknown): string {
  assert.ok(error instanceof AgentError, String(error));
  return error.type.code;
}

interface Started {
  readonly server: IngestServer;
  readonly agent: ScriptedAgent;
  readonly handle: AgentHandle;
}

describe("streamFlows", () => {
  let server: IngestServer | undefined;
  afterEach(() => server?.stop());
  /** An agent that answers a dump with so many batches. */
  const begin = async (batches: number, limits: Partial<IngestOptions> = {}): Promise<Started> => {
    server = await new IngestServer(limits).start();
    const agent = await server.connect("node1");
    agent.onCommand = (asked) => void agent.answerFlows(asked, Array(batches).fill(tenFlows));
    const handle = server.ingest.directory.agent("node1");
    assert.ok(handle);
    return { server, agent, handle };
  };
  /** The transfer that the next dump opens, with so many batches and no end. */
  const nextTransfer = (agent: ScriptedAgent, batches: number): Promise<ScriptedTransfer> =>
    new Promise((resolve) => {
      agent.onCommand = ({ transferToken }) => {
        resolve(agent.transfer(transferToken, Array(batches).fill(tenFlows)));
      };
    });

  test("hands over every batch, one at a time, then the report", async () => {
    const { server, handle } = await begin(50);
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
    const { bytes, ...counts } = server.ingest.transfers;
    assert.deepEqual(counts, { waiting: 0, open: 0, completed: 1, failed: 0, refused: 0 });
    assert.ok(bytes > 1_000);
  });

  test("a slow reader holds the dump back, and nothing that is said on the session", async () => {
    const { agent, handle } = await begin(0);
    const large = { flows: Array(20).fill({ match: [{ value: "x".repeat(20_000) }] }) };
    let sent: ScriptedTransfer | undefined;
    agent.onCommand = async (asked) => {
      if (asked.ports) return void agent.reply({ id: asked.id, done: true, ports: {} });
      sent = agent.transfer(asked.transferToken, Array(40).fill(large));
      sent.end();
      await sent.ended;
      agent.reply({ id: asked.id, done: true, flowReport: { flows: 800 } });
    };
    let taken = 0;
    let goOn: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const dump = handle.flows(command, soon, async () => {
      taken += 1;
      await held;
    });
    await until("the first batch", () => taken === 1);
    await handle.ports(soon);
    await handle.ports(soon);
    assert.equal(taken, 1, "one message at a time");
    assert.ok((sent?.heldBack ?? 0) > 0, "the agent is held back");
    goOn();
    assert.equal((await dump).flows, 800);
    assert.equal(taken, 40);
  });

  test("a reader that stands still is given up, and the session goes on", async () => {
    const { agent, handle } = await begin(500, { transferStallMs: 40 });
    const stuck = handle.flows(command, soon, never);
    await assert.rejects(stuck, (error) => code(error) === "SLOW_READER");
    await until("cancel", () => agent.cancels.length === 1);
    agent.onCommand = ({ id }) => agent.reply({ id, done: true, ports: {} });
    await handle.ports(soon);
  });

  test("what the reader throws is thrown on and ends dump and transfer", async () => {
    const { agent, handle } = await begin(3);
    const opened = nextTransfer(agent, 3);
    const dump = handle.flows(command, soon, () => {
      throw new RangeError("no more");
    });
    await assert.rejects(dump, RangeError);
    assert.equal((await (await opened).ended).code, status.ABORTED);
    await until("cancel", () => agent.cancels.length === 1);
  });

  test("an abort ends it even while the reader stands still", async () => {
    const { agent, handle } = await begin(1);
    const opened = nextTransfer(agent, 1);
    const controller = new AbortController();
    let isReading = false;
    const dump = handle.flows(command, { ...soon, signal: controller.signal }, () => {
      isReading = true;
      return never();
    });
    const failed = assert.rejects(dump, (error) => code(error) === "COMMAND_CANCELLED");
    await until("reading", () => isReading);
    controller.abort();
    await failed;
    assert.equal((await (await opened).ended).code, status.ABORTED);
  });

  test("an agent that ends the transfer early says why on the session", async () => {
    const { server, agent, handle } = await begin(0);
    const isOpen = (): boolean => server.ingest.transfers.open === 1;
    agent.onCommand = async ({ id, transferToken }) => {
      const transfer = agent.transfer(transferToken, [tenFlows]);
      await until("open", isOpen);
      transfer.cancel();
      await transfer.ended;
      agent.reply({ id, error: { code: "DUMP_FAILED", message: "br-int is not a bridge" } });
    };
    await assert.rejects(
      handle.flows(command, soon, () => {}),
      (error) => code(error) === "COMMAND_FAILED" && /br-int is not a bridge/.test(String(error)),
    );
    const opened = nextTransfer(agent, 1);
    const silent = handle.flows(command, soon, () => {});
    const transfer = await opened;
    await until("open", isOpen);
    transfer.cancel();
    await assert.rejects(silent, (error) => code(error) === "TRANSFER_FAILED");
  });

  test("a dump without report, short of batches, or cut by the session's end fails", async () => {
    const { agent, handle } = await begin(0);
    const dump = (): Promise<unknown> => handle.flows(command, soon, () => {});
    agent.onCommand = async ({ id, transferToken }) => {
      const transfer = agent.transfer(transferToken, [tenFlows]);
      transfer.end();
      await transfer.ended;
      agent.reply({ id, done: true, ...(agent.commands.length > 1 ? { flowReport: {} } : {}) });
    };
    await assert.rejects(dump(), (error) => code(error) === "BAD_REPLY");
    await assert.rejects(dump(), /TRANSFER_SHORT.*"sent":0,"arrived":10/);
    agent.onCommand = ({ transferToken }) => {
      agent.transfer(transferToken, [tenFlows]);
      agent.end();
    };
    await assert.rejects(dump(), (error) => code(error) === "AGENT_AWAY");
  });

  test("bytes that are no batch are the agent's fault, and end the dump", async () => {
    const { agent, handle } = await begin(0);
    const opened = nextTransfer(agent, 0);
    const dump = handle.flows(command, soon, () => {});
    (await opened).send(Buffer.from([0x0a, 0xff]));
    await assert.rejects(dump, (error) => code(error) === "BAD_REPLY");
    await until("cancel", () => agent.cancels.length === 1);
  });

  test("no stream in time, one too many, one cut and one too large are refused", async () => {
    const limits = { transferOpenMs: 60, maxTransfers: 1, maxTransferBytes: 100 };
    const { server, agent, handle } = await begin(0, limits);
    agent.onCommand = () => {};
    const late = handle.flows(command, soon, () => {});
    const beside = handle.flows(command, soon, () => {});
    await assert.rejects(beside, /TOO_MANY_TRANSFERS.*1/);
    await assert.rejects(late, /TRANSFER_NOT_OPENED.*60/);
    const short = nextTransfer(agent, 0);
    const cut = handle.flows(command, soon, () => {});
    (await short).end(3);
    await assert.rejects(cut, /TRANSFER_SHORT.*"sent":3,"arrived":0/);
    const opened = nextTransfer(agent, 10);
    const large = handle.flows(command, soon, () => {});
    await opened;
    await assert.rejects(large, /TRANSFER_TOO_LARGE.*100/);
    assert.deepEqual([server.ingest.transfers.refused, server.ingest.transfers.failed], [1, 3]);
  });

  test("a token is of the agent that got it, and another node's may not send with it", async () => {
    const { server, agent, handle } = await begin(0);
    const tokens: string[] = [];
    agent.onCommand = ({ transferToken }) => void tokens.push(transferToken);
    const dump = handle.flows(command, soon, () => {});
    await until("the command", () => tokens.length === 1);
    server.proven = "node2";
    const stolen = agent.transfer(tokens[0] ?? "", [tenFlows]);
    const { code: refused, details } = await stolen.ended;
    assert.equal(refused, status.PERMISSION_DENIED);
    assert.match(details, /may not speak for node node1.*that of node node2/);
    assert.deepEqual([server.ingest.transfers.refused, server.ingest.transfers.waiting], [1, 1]);
    server.proven = "node1";
    const own = agent.transfer(tokens[0] ?? "", [tenFlows]);
    own.end();
    assert.equal((await own.ended).code, status.OK);
    const { id } = agent.commands[0] ?? assert.fail();
    agent.reply({ id, done: true, flowReport: { flows: 10 } });
    assert.equal((await dump).flows, 10);
  });

  test("a token is good for one stream, and nobody else's will do", async () => {
    const { server, agent, handle } = await begin(0);
    const opened = nextTransfer(agent, 0);
    const dump = handle.flows(command, soon, () => {});
    const failed = assert.rejects(dump);
    const transfer = await opened;
    await until("open", () => server.ingest.transfers.open === 1);
    const again = agent.transfer(agent.commands[0]?.transferToken ?? "");
    const guessed = agent.transfer("0".repeat(32));
    assert.equal((await again.ended).code, status.PERMISSION_DENIED);
    assert.equal((await guessed.ended).code, status.PERMISSION_DENIED);
    transfer.cancel();
    await failed;
  });
});
