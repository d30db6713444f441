import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { status } from "@grpc/grpc-js";
import type { Endpoint } from "../../../../../aggregator/inventory/endpoints/endpoints.ts";
import { EndpointError } from "../../../../../aggregator/inventory/endpoints/error.ts";
import { reason, said } from "../../../../../proto/reasons/index.ts";
import { until } from "../../transport/scripted-agent.ts";
import { ApiServer, Collected } from "./api-server.ts";

const endpoints = {
  endpoint: (words: string, namespace: string): Endpoint => {
    // Only the fields that Flows reads.
    const found: Record<string, unknown> = {
      "default a": { kind: "Pod", node: "node1", logicalPort: "a.default", ips: ["10.16.0.5"] },
      "default lost": { kind: "Pod", node: null },
      "default svc/s": { kind: "Service" },
      "default node2": { kind: "Node", node: "node2" },
    };
    const endpoint = found[`${namespace} ${words}`];
    if (endpoint !== undefined) return endpoint as Endpoint;
    throw new EndpointError(reason("POD_NOT_FOUND", { namespace, name: words, suggestions: [] }));
  },
};
const cluster = {
  kubernetes: { nodes: () => [{ name: "node2" }, { name: "node1" }] },
  health: () => [
    { name: "kubernetes", status: "ok", since: new Date(), reason: null } as const,
    {
      name: "ovn-southbound",
      status: "failed",
      since: new Date(),
      reason: said("refused"),
    } as const,
  ],
};

describe("Flows and ListAgents", () => {
  let server: ApiServer | undefined;
  afterEach(() => server?.stop());
  const begin = async (): Promise<ApiServer> => {
    server = await new ApiServer({ endpoints, cluster }).start();
    return server;
  };

  test("a node's flows: target, batches, report", async () => {
    const s = await begin();
    const agent = await s.connect("node1");
    agent.onCommand = (command) => {
      void agent.answerFlows(command, [{ flows: [{ cookie: "abc", table: 8 }] }]);
    };
    const called = new Collected(s.client.Flows({ target: "node/node1", table: 0 }));
    assert.equal((await called.end()).code, status.OK);
    assert.deepEqual(
      called.messages.map(({ event }) => event),
      ["target", "flows", "report"],
    );
    assert.equal(called.messages[1]?.flows?.flows[0]?.cookie, "abc");
    assert.equal(agent.commands[0]?.flows?.bridge, "br-int");
    assert.equal(agent.commands[0]?.flows?.table, 0);
  });

  test("a pod is found with its node, port and addresses", async () => {
    const s = await begin();
    const agent = await s.connect("node1");
    const ports = [
      { ifaceId: "z.default", ofport: 3 },
      { ifaceId: "a.default", ofport: 12 },
    ];
    agent.onCommand = (command) => {
      if (command.flows) void agent.answerFlows(command, []);
      else agent.reply({ id: command.id, done: true, ports: { ports } });
    };
    const called = new Collected(s.client.Flows({ target: "a" }));
    assert.equal((await called.end()).code, status.OK);
    const target = called.messages[0]?.target;
    assert.deepEqual({ ...target }, { node: "node1", ofport: 12, addresses: ["10.16.0.5"] });
    assert.equal(agent.commands[1]?.flows?.table, undefined);
  });

  const refused: [string, status, string][] = [
    ["nobody", status.NOT_FOUND, "POD_NOT_FOUND"],
    ["lost", status.FAILED_PRECONDITION, "NOT_ON_A_NODE"],
    ["svc/s", status.FAILED_PRECONDITION, "NOT_ON_A_NODE"],
    ["node2", status.UNAVAILABLE, "NO_AGENT"],
    ["", status.INVALID_ARGUMENT, "INVALID_REQUEST"],
  ];
  for (const [target, wanted, code] of refused) {
    test(`"${target}" ends with ${code}`, async () => {
      const called = new Collected((await begin()).client.Flows({ target }));
      assert.equal((await called.end()).code, wanted);
      assert.equal(called.code, code);
    });
  }

  test("a caller that reads slowly holds the agent back and gets everything", async () => {
    const s = await begin();
    const agent = await s.connect("node1");
    const flows = Array.from({ length: 20 }, () => ({ match: [{ value: "x".repeat(2_000) }] }));
    let heldBack = 0;
    agent.onCommand = async ({ id, transferToken }) => {
      const transfer = agent.transfer(transferToken, Array(200).fill({ flows }));
      heldBack = transfer.heldBack;
      transfer.end();
      await transfer.ended;
      agent.reply({ id, done: true, flowReport: { flows: 4_000 } });
    };
    const call = s.client.Flows({ target: "node1" });
    const called = new Collected(call);
    let batches = 0;
    call.on("data", () => {
      batches += 1;
      if (batches % 20 !== 0) return;
      call.pause();
      setTimeout(() => call.resume(), 5);
    });
    assert.equal((await called.end()).code, status.OK);
    assert.equal(called.messages.length, 202);
    assert.ok(heldBack > 0);
  });

  test("a caller that goes away ends the dump at the agent", async () => {
    const s = await begin();
    const agent = await s.connect("node1");
    const called = new Collected(s.client.Flows({ target: "node1" }));
    await until("command", () => agent.commands.length === 1);
    called.call.cancel();
    await until("cancel", () => agent.cancels.length === 1);
  });

  test("ListAgents shows nodes without agent as away, and the sources", async () => {
    const s = await begin();
    await s.connect("node1");
    const answer = await new Promise<{ agents: unknown[]; sources: unknown[] }>(
      (resolve, reject) => {
        s.client.ListAgents({}, (error, list) =>
          error || list === undefined ? reject(error) : resolve(list),
        );
      },
    );
    const agents = answer.agents as { node: string; status: string; version: string }[];
    assert.deepEqual(
      agents.map(({ node, status, version }) => [node, status, version]),
      [
        ["node1", "AGENT_PRESENCE_OK", "1"],
        ["node2", "AGENT_PRESENCE_AWAY", ""],
      ],
    );
    assert.deepEqual(
      answer.sources.map((source) => ({ ...(source as object) })),
      [
        { name: "kubernetes", status: "SOURCE_STATE_OK", reason: "", because: "" },
        {
          name: "ovn-southbound",
          status: "SOURCE_STATE_FAILED",
          reason: "refused",
          because: '{"code":"SAID","args":{"text":"refused"}}',
        },
      ],
    );
  });
});
