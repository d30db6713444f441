import assert from "node:assert/strict";
import { test } from "node:test";
import { renderAgents } from "../../../cli/render/agents.ts";
import { renderTrace } from "../../../cli/render/trace.ts";
import type { TraceDocument } from "../../../cli/trace-document.ts";
import type { AgentStatus__Output } from "../../../proto/gen/tapline/v1/AgentStatus.ts";
import type { DiagnosisServiceHandlers } from "../../../proto/gen/tapline/v1/DiagnosisService.ts";
import { cli, withAggregator } from "./fake-aggregator.ts";

const agent: AgentStatus__Output = {
  node: "node1",
  status: "ok",
  version: "0.1.0",
  ovsVersion: "3.1.0",
  ovnVersion: "23.03.1",
  datapathType: "netdev",
  connectedSinceUnixMs: 1_000_000,
  repliesDropped: 3,
  commandsRunning: 0,
  residentMegabytes: 71,
  cpuPercent: 1.4,
  clockOffsetMs: -0.26,
};
const sources = [{ name: "southbound", status: "away", reason: "connect ECONNREFUSED" }];
const plain = { lang: "en" as const, color: false, columns: 120 };

test("agents: a row each; what an agent that is away last said is not repeated", () => {
  const agents = [agent, { ...agent, node: "node2", status: "away" }];
  const text = renderAgents({ agents, sources }, plain, 1_000_000 + 3_600_000 * 5);
  const rows = text.split("\n").map((line) => line.split(/ {2,}/));
  assert.deepEqual(rows[1]?.slice(0, 2), ["node1", "✔ ok"]);
  assert.deepEqual(rows[1]?.slice(6), ["5h", "3", "71 MB", "1 %", "-0.3 ms"]);
  assert.deepEqual(rows[2]?.slice(6), ["–", "–", "–", "–", "–"]);
  assert.match(text, /southbound {2}✘ away {2}connect ECONNREFUSED/);
});

test("agents: json is agents by name and sources; none connected is no error", async () => {
  const handlers: Partial<DiagnosisServiceHandlers> = {
    ListAgents: (_call, callback) =>
      callback(null, { agents: [{ ...agent, node: "node2" }, agent], sources }),
  };
  await withAggregator(handlers, async (address) => {
    const { status, stdout } = await cli(["agents", "-o", "json", "--address", address]);
    const document = JSON.parse(stdout);
    assert.equal(status, 0);
    assert.deepEqual(
      document.agents.map(({ node }: { node: string }) => node),
      ["node1", "node2"],
    );
    assert.deepEqual(document.sources, sources);
  });
  assert.match(renderAgents({ agents: [], sources: [] }, plain), /No agent is connected/);
});

const traced: TraceDocument = {
  directions: [
    {
      direction: "request",
      logical: {
        result: "dropped",
        summary: "dropped by ls_out_acl",
        steps: [
          {
            pipeline: "egress",
            datapath: "ovn-default",
            stage: "ls_out_acl",
            table: 4,
            match: "outport == @deny.default && ip",
            priority: 2000,
            uuid: "7c1e09aa-0000-4000-8000-000000000000",
            actions: ["drop;"],
          },
        ],
      },
      openflow: [
        {
          node: "node2",
          at: "destination",
          result: "dropped",
          decidingStep: 1,
          steps: [
            { bridge: "br-int", table: 0, cookie: "aa", priority: 100, match: "in_port=5" },
            { bridge: "br-int", table: 44, cookie: null, priority: null, match: null, actions: [] },
          ],
          outputs: [],
          datapathActions: "drop",
        },
        { node: "node1", at: "source", reason: "its agent is away" },
      ],
    },
    { direction: "reply", logical: null, openflow: null },
  ],
};

test("trace: both directions, the deciding step marked, what is missing with its reason", () => {
  const text = renderTrace(traced, plain);
  assert.match(text, /^Requests\n\n {2}Logical trace \(ovn-trace\): dropped\n/);
  assert.match(text, / 4 ls_out_acl priority 2000, outport == @deny.default && ip \[7c1e09aa\]/);
  assert.match(text, /OpenFlow trace on node2 \(destination\): dropped/);
  assert.match(text, /br-int 44 ◀ decides\n {10}no flow matches: dropped/);
  assert.match(text, /OpenFlow trace on node1 \(source\)\n {4}\? not available: its agent is away/);
  assert.match(text, /Replies\n\n.*\n {4}\? not available: the reason is not known/);
});

test("trace: any part can be missing", () => {
  const bare: readonly TraceDocument[] = [
    {},
    { directions: null, reason: "SB is away" },
    { directions: [{}] },
    {
      directions: [{ logical: { steps: [{}] }, openflow: [{ steps: [{}], outputs: [null, "x"] }] }],
    },
  ];
  for (const document of bare) {
    for (const lang of ["en", "zh"] as const) {
      const text = renderTrace(document, { ...plain, lang });
      assert.doesNotMatch(text, /undefined|null/);
      assert.ok(text.trim().length > 0);
    }
  }
});
