import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { AgentError } from "../../../../aggregator/transport/agent-error.ts";
import type { AgentHandle } from "../../../../aggregator/transport/agent-handle.ts";
import type { IngestOptions } from "../../../../aggregator/transport/options.ts";
import { reason, said } from "../../../../proto/reasons/index.ts";
import { toWireReason } from "../../../../proto/wire/reason.ts";
import { IngestServer, type ScriptedAgent, until } from "./scripted-agent.ts";

const soon = { timeoutMs: 5_000 };

function failsWith(code: AgentError["type"]["code"]) {
  return (error: unknown): boolean => {
    assert.ok(error instanceof AgentError, String(error));
    assert.equal(error.type.code, code, error.message);
    return true;
  };
}

describe("RemoteAgent", () => {
  let server: IngestServer | undefined;
  afterEach(() => server?.stop());
  const begin = async (
    options: Partial<IngestOptions> = {},
  ): Promise<{ agent: ScriptedAgent; handle: AgentHandle }> => {
    server = await new IngestServer(options).start();
    const agent = await server.connect("node1");
    const handle = server.ingest.directory.agent("node1");
    assert.ok(handle);
    return { agent, handle };
  };

  test("each command reaches the agent and its answer the caller", async () => {
    const { agent, handle } = await begin();
    agent.onCommand = ({ id, command }) => {
      if (command === "probe") agent.reply({ id, probeReport: { sourceAddress: "10.16.0.5" } });
      if (command === "openflowTrace")
        agent.reply({ id, openflowTrace: { result: "TRACE_RESULT_DROPPED" } });
      if (command === "nodeFacts") agent.reply({ id, nodeFacts: { kernel: "6.1" } });
      if (command === "podFacts") agent.reply({ id, podFacts: { netns: "a" } });
      agent.reply({ id, done: true, ...(command === "ports" ? { ports: { ports: [] } } : {}) });
    };
    const trace = { bridge: "br-int", flow: "in_port=1", ctNext: ["trk,new"] };
    assert.equal((await handle.probe({ count: 5 }, soon)).sourceAddress, "10.16.0.5");
    assert.equal((await handle.openflowTrace(trace, soon)).result, "dropped");
    assert.equal((await handle.nodeFacts(soon)).kernel, "6.1");
    assert.equal((await handle.podFacts({ routeTo: "10.16.0.6" }, soon)).netns, "a");
    assert.deepEqual((await handle.ports(soon)).ports, []);
    assert.equal(agent.commands[0]?.probe?.count, 5);
    assert.equal(agent.commands[0]?.timeoutMs, 5_000);
    assert.deepEqual(agent.commands[1]?.openflowTrace?.ctNext, ["trk,new"]);
    assert.equal(new Set(agent.commands.map(({ id }) => id)).size, 5);
  });

  test("a command that times out is cancelled and its late answer harms nothing", async () => {
    const { agent, handle } = await begin();
    await assert.rejects(handle.nodeFacts({ timeoutMs: 30 }), failsWith("COMMAND_TIMED_OUT"));
    await until("cancel", () => agent.cancels.length === 1);
    assert.equal(agent.cancels[0]?.id, agent.commands[0]?.id);
    agent.reply({ id: agent.cancels[0]?.id ?? 0, done: true, nodeFacts: {} });
    agent.onCommand = ({ id }) => agent.reply({ id, done: true, nodeFacts: { kernel: "second" } });
    assert.equal((await handle.nodeFacts(soon)).kernel, "second");
  });

  test("an abort cancels the command at the agent", async () => {
    const { agent, handle } = await begin();
    const controller = new AbortController();
    const asked = handle.ports({ ...soon, signal: controller.signal });
    const failed = assert.rejects(asked, failsWith("COMMAND_CANCELLED"));
    await until("command", () => agent.commands.length === 1);
    controller.abort();
    await failed;
    await until("cancel", () => agent.cancels.length === 1);
    const again = handle.ports({ ...soon, signal: controller.signal });
    await assert.rejects(again, failsWith("COMMAND_CANCELLED"));
    assert.equal(agent.commands.length, 1);
  });

  test("an error of the agent comes with its code and words", async () => {
    const { agent, handle } = await begin();
    const error = toWireReason(reason("CANCELLED", {}));
    agent.onCommand = ({ id }) => agent.reply({ id, error });
    await assert.rejects(handle.ports(soon), (thrown: unknown) => {
      assert.ok(thrown instanceof AgentError && thrown.type.code === "COMMAND_FAILED");
      assert.deepEqual(thrown.type.args.why, reason("CANCELLED", {}));
      return true;
    });
  });

  test("an error of a newer agent comes in the words of its log", async () => {
    const { agent, handle } = await begin();
    const error = { code: "NOT_KNOWN_HERE", args: "{}", message: "NOT_KNOWN_HERE {}" };
    agent.onCommand = ({ id }) => agent.reply({ id, error });
    await assert.rejects(handle.ports(soon), (thrown: unknown) => {
      assert.ok(thrown instanceof AgentError && thrown.type.code === "COMMAND_FAILED");
      assert.deepEqual(thrown.type.args.why, said("NOT_KNOWN_HERE {}"));
      return true;
    });
  });

  test("no answer, or one to another question, is a bad reply", async () => {
    const { agent, handle } = await begin();
    agent.onCommand = ({ id }) => agent.reply({ id, done: true });
    await assert.rejects(handle.ports(soon), failsWith("BAD_REPLY"));
    agent.onCommand = ({ id }) => agent.reply({ id, podFacts: {} });
    await assert.rejects(handle.ports(soon), failsWith("BAD_REPLY"));
    await until("cancel", () => agent.cancels.length === 1);
  });

  test("a session that breaks fails what runs on it", async () => {
    const { agent, handle } = await begin();
    const failed = assert.rejects(handle.ports(soon), failsWith("AGENT_AWAY"));
    await until("command", () => agent.commands.length === 1);
    agent.hangUp();
    await failed;
  });

  test("more commands than an agent may run at a time are refused", async () => {
    const { agent, handle } = await begin({ maxCommandsPerAgent: 1 });
    const first = handle.ports(soon);
    await assert.rejects(handle.ports(soon), failsWith("TOO_MANY_COMMANDS"));
    await until("command", () => agent.commands.length === 1);
    agent.reply({ id: agent.commands[0]?.id ?? 0, done: true, ports: {} });
    await first;
  });

  test("a command that the agent does not know fails at once, and is not sent", async () => {
    server = await new IngestServer().start();
    const capabilities = { commands: ["ports"] };
    const agent = await server.connect("node1", { version: "0.0.9", capabilities });
    const handle = server.ingest.directory.agent("node1");
    assert.ok(handle);
    await assert.rejects(handle.nodeFacts(soon), (error) => {
      assert.ok(error instanceof AgentError && error.type.code === "COMMAND_UNSUPPORTED");
      const wanted = { node: "node1", command: "nodeFacts", version: "0.0.9" };
      assert.deepEqual(error.type.args, wanted);
      return true;
    });
    assert.deepEqual(agent.commands, []);
  });
});
