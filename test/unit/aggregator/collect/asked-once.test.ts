import assert from "node:assert/strict";
import { test } from "node:test";
import { agentsAskedOnce } from "../../../../aggregator/collect/asked-once.ts";
import type { AgentHandle } from "../../../../aggregator/transport/agent-handle.ts";
import { planOf } from "../plan.ts";

const options = { timeoutMs: 1_000 };

/** An agent that counts what it is asked; each answer tells how often it was asked before. */
function countingAgent(isOld: boolean): { handle: AgentHandle; asked: Map<string, number> } {
  const asked = new Map<string, number>();
  const answer = async (what: string): Promise<unknown> => {
    const before = asked.get(what) ?? 0;
    asked.set(what, before + 1);
    return { before };
  };
  const handle = {
    node: "node1",
    info: { node: "node1", status: "ok" },
    ports: () => answer("ports"),
    nodeFacts: () => answer("nodeFacts"),
    netnsState: (command: object) => answer(`netnsState ${JSON.stringify(command)}`),
    podFacts: async (command: { routeTo: string; furtherRoutesTo?: string[] }) => {
      await answer("podFacts");
      const further = isOld ? [] : (command.furtherRoutesTo ?? []);
      return {
        routeTo: { device: command.routeTo },
        routeError: "",
        furtherRoutes: further.map((to) => ({ to, route: { device: to }, error: "" })),
      };
    },
  } as unknown as AgentHandle;
  return { handle, asked };
}

const plans = [planOf("icmp", null), planOf("icmp", null, { isV6: true })];

function sharing(askers: number, isOld = false) {
  const { handle, asked } = countingAgent(isOld);
  const directory = { agent: () => handle, list: () => [] };
  const agents = agentsAskedOnce(directory, plans.slice(0, askers));
  const agent = agents.agent("node1");
  assert.ok(agent);
  assert.equal(agents.agent("node1"), agent);
  return { agent, asked };
}

test("two diagnoses at the same time ask for ports and facts of a node once", async () => {
  const { agent, asked } = sharing(2);
  const answers = await Promise.all([agent.ports(options), agent.ports(options)]);
  assert.equal(answers[0], answers[1]);
  await Promise.all([agent.nodeFacts(options), agent.nodeFacts(options)]);
  assert.deepEqual([asked.get("ports"), asked.get("nodeFacts")], [1, 1]);
});

test("an agent that is lost while it is asked is known to be", () => {
  const handle = { ...countingAgent(false).handle, info: { status: "ok" } };
  const directory = { agent: () => handle as unknown as AgentHandle, list: () => [] };
  const agent = agentsAskedOnce(directory, plans).agent("node1");
  assert.equal(agent?.info.status, "ok");
  handle.info = { status: "lost" };
  assert.equal(agent?.info.status, "lost");
});

test("what is asked again after the probes is asked anew, by each", async () => {
  const { agent, asked } = sharing(2);
  const command = { interfaces: ["x_h"] };
  for (let round = 0; round < 2; round += 1) {
    await Promise.all([agent.netnsState(command, options), agent.netnsState(command, options)]);
  }
  assert.equal(asked.get(`netnsState ${JSON.stringify(command)}`), 3);
});

test("different questions are not mixed up, and one diagnosis shares with nobody", async () => {
  const { agent, asked } = sharing(1);
  await agent.netnsState({ interfaces: ["a_h"] }, options);
  await agent.netnsState({ interfaces: ["b_h"] }, options);
  await agent.ports(options);
  await agent.ports(options);
  assert.deepEqual([...asked.values()], [1, 1, 2]);
});

async function routesOf(agent: AgentHandle): Promise<(string | undefined)[]> {
  const targets = plans.map(({ destination }) => destination.ip);
  const facts = await Promise.all(
    targets.map((routeTo) => agent.podFacts({ pod: { name: "a" }, routeTo }, options)),
  );
  return facts.map(({ routeTo }) => routeTo?.device);
}

const both = plans.map(({ destination }) => destination.ip);

test("a pod's facts are asked for once, with the routes to the other end's addresses", async () => {
  const { agent, asked } = sharing(2);
  assert.deepEqual(await routesOf(agent), both);
  assert.equal(asked.get("podFacts"), 1);
});

test("an agent that knows no further routes is asked again", async () => {
  const { agent } = sharing(2, true);
  assert.deepEqual(await routesOf(agent), both);
});

test("a route that no plan names is asked for by itself", async () => {
  const { agent, asked } = sharing(2);
  await agent.podFacts({ pod: { name: "a" }, routeTo: "192.0.2.1" }, options);
  assert.deepEqual(await routesOf(agent), both);
  assert.equal(asked.get("podFacts"), 2);
});
