import assert from "node:assert/strict";
import { test } from "node:test";
import { renderAgents } from "../../../cli/render/agents.ts";
import { renderTrace } from "../../../cli/render/trace/trace.ts";
import type { TraceDocument } from "../../../proto/documents/v1/trace.ts";
import type { AgentStatus__Output } from "../../../proto/gen/tapline/v1/AgentStatus.ts";
import type { DiagnosisServiceHandlers } from "../../../proto/gen/tapline/v1/DiagnosisService.ts";
import { cli, withAggregator } from "./fake-aggregator.ts";

const agent: AgentStatus__Output = {
  node: "node1",
  status: "AGENT_PRESENCE_OK",
  version: "0.1.0",
  ovsVersion: "3.1.0",
  ovnVersion: "23.03.1",
  datapathType: "netdev",
  connectedSinceUnixMs: 1_000_000,
  repliesDropped: 3,
  eventsDropped: 0,
  commandsRunning: 0,
  residentMegabytes: 71,
  cpuPercent: 1.4,
  reason: "",
  because: "",
};
const { because: _because, ...shown } = agent;
const listed = { ...shown, status: "ok", clockOffsetMs: -0.26, clockErrorMs: 0.14 };
const refused = { name: "southbound", reason: "connect ECONNREFUSED" };
const sources = [{ ...refused, status: "failed" }];
const plain = {
  lang: "en" as const,
  color: false,
  columns: 120,
  level: "detailed" as const,
};

test("agents: a row each; what an agent that is away last said is not repeated", () => {
  const away = { ...listed, node: "node2", status: "away", reason: "its session ended" };
  const agents = [listed, away];
  const text = renderAgents({ agents, sources }, plain, 1_000_000 + 3_600_000 * 5);
  const rows = text.split("\n").map((line) => line.split(/ {2,}/));
  assert.deepEqual(rows[1]?.slice(0, 2), ["node1", "✔ ok"]);
  assert.deepEqual(rows[1]?.slice(6), ["5h", "3", "71 MB", "1 %", "-0.3 ± 0.1 ms"]);
  assert.deepEqual(rows[2]?.slice(6), ["–", "–", "–", "–", "–"]);
  assert.match(text, /node2: its session ended/);
  assert.match(text, /southbound {2}✘ failed {2}connect ECONNREFUSED/);
});

test("agents: json is agents by name and sources; none connected is no error", async () => {
  const handlers: Partial<DiagnosisServiceHandlers> = {
    ListAgents: (_call, callback) =>
      callback(null, {
        agents: [{ ...agent, node: "node2" }, withClock],
        sources: [{ ...refused, status: "SOURCE_STATE_FAILED" }],
      }),
  };
  const withClock = { ...agent, clockOffsetMs: 1.5, clockErrorMs: 0.5 };
  await withAggregator(handlers, async (address) => {
    const { status, stdout } = await cli(["agents", "-o", "json", "--address", address]);
    const document = JSON.parse(stdout);
    assert.equal(status, 0);
    assert.deepEqual(
      document.agents.map(({ node }: { node: string }) => node),
      ["node1", "node2"],
    );
    const clocks = document.agents.map(
      (one: { clockOffsetMs: number | null; clockErrorMs: number | null }) => [
        one.clockOffsetMs,
        one.clockErrorMs,
      ],
    );
    assert.deepEqual(clocks, [
      [1.5, 0.5],
      [null, null],
    ]);
    assert.deepEqual(document.sources, sources);
  });
  assert.match(renderAgents({ agents: [], sources: [] }, plain), /No agent is connected/);
});

const head = { apiVersion: "tapline/v1", kind: "Trace" } as const;

const traced: TraceDocument = {
  ...head,
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
  assert.match(text, /Replies\n\n.*\n {4}\? not available: reason unknown/);
});

test("trace: any part can be missing", () => {
  const bare: readonly TraceDocument[] = [
    head,
    { ...head, directions: null, reason: "SB is away" },
    { ...head, directions: [{}] },
    {
      ...head,
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

const levelled: TraceDocument = {
  ...head,
  directions: [
    {
      direction: "request",
      logical: {
        result: "dropped",
        reading: {
          result: "dropped",
          to: [],
          expected: "b.default",
          drop: {
            stage: "ls_out_acl",
            datapath: "ovn-default",
            resources: [{ kind: "NetworkPolicy", namespace: "default", name: "deny-all" }],
            flow: "priority 2000, outport == @deny.default && ip",
            owner: "logical-flow",
          },
          reason: null,
        },
        microflow: "ip,reg14=0x5",
        steps: [
          { stage: "ls_in_acl_hint", table: 7, priority: 7, match: "ct.new", actions: ["next;"] },
          {
            stage: "ls_out_acl",
            table: 4,
            priority: 2000,
            match: "outport == @deny.default && ip",
            actions: ["drop;"],
            source: "northd.c:1",
          },
        ],
      },
      openflow: [
        {
          node: "node2",
          at: "destination",
          flow: "in_port=5,ip",
          reading: {
            result: "delivered-elsewhere",
            to: ["port 9"],
            expected: "port 3 (b.default)",
            drop: null,
            reason: null,
          },
          decidingStep: -1,
          steps: [{ bridge: "br-int", table: 0, cookie: "aa", priority: 100, match: "in_port=5" }],
          outputs: [{ kind: "port", port: "9", remoteIp: "" }],
          datapathActions: "9",
          text: 'Flow: ip\n\nbridge("br-int")',
        },
      ],
    },
  ],
};

test("trace: what it comes to is said first, at every level and in both languages", () => {
  for (const level of ["minimal", "detailed", "verbose"] as const) {
    const en = renderTrace(levelled, { ...plain, level });
    assert.match(en, /in ls_out_acl of ovn-default by NetworkPolicy default\/deny-all, priority/);
    const title = /\(destination\): delivered to another port\n {4}to another port: port 9, ex/;
    assert.match(en, title);
    const zh = renderTrace(levelled, { ...plain, level, lang: "zh" });
    assert.match(zh, /在 ls_out_acl （ovn-default） 由 NetworkPolicy default\/deny-all 丢弃/);
    assert.match(zh, /（目的）：送到了其他端口/);
  }
});

test("trace: minimal leaves out what only passes the packet on, verbose leaves out nothing", () => {
  const text = (level: "minimal" | "detailed" | "verbose"): string =>
    renderTrace(levelled, { ...plain, level });
  assert.doesNotMatch(text("minimal"), /acl_hint|Datapath actions|northd\.c|in_port=5/);
  assert.match(text("minimal"), / 4 ls_out_acl\n {10}drop\n/);
  assert.match(text("detailed"), /acl_hint/);
  assert.doesNotMatch(text("detailed"), /northd\.c|\| Flow: ip|reg14/);
  assert.match(text("verbose"), /# northd\.c:1/);
  assert.match(text("verbose"), /# ip,reg14=0x5/);
  assert.match(text("verbose"), /\| Flow: ip\n {4}\| bridge\("br-int"\)/);
});

test("trace: levels exclude each other, and verbose asks for what the tools print", async () => {
  const seen: boolean[] = [];
  const handlers: Partial<DiagnosisServiceHandlers> = {
    Trace: (call, callback) => {
      seen.push(call.request.verbose);
      callback(null, { traceJson: JSON.stringify(levelled) });
    },
  };
  await withAggregator(handlers, async (address) => {
    const args = ["trace", "a", "b", "--address", address];
    assert.equal((await cli([...args, "--minimal", "--verbose"])).status, 2);
    assert.equal((await cli([...args, "--minimal"])).status, 0);
    assert.equal((await cli([...args, "--verbose"])).status, 0);
  });
  assert.deepEqual(seen, [false, true]);
});
