import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAddress } from "../../../cli/options.ts";
import { type FlowFilterOptions, flowFilter } from "../../../cli/render/flows/flow-filter.ts";
import type { DiagnosisServiceHandlers } from "../../../proto/gen/tapline/v1/DiagnosisService.ts";
import type { Flow, Flow__Output } from "../../../proto/gen/tapline/v1/Flow.ts";
import type { FlowsResponse } from "../../../proto/gen/tapline/v1/FlowsResponse.ts";
import { cli, withAggregator } from "./fake-aggregator.ts";

function flow(table: number, packets: number, match: string, ...actions: string[]): Flow__Output {
  return {
    cookie: "1a2b3c4d",
    table,
    priority: 100,
    packets,
    bytes: packets * 98,
    durationSeconds: 12.5,
    match: match.split(",").map((part) => {
      const [field = "", value = ""] = part.split("=");
      return { field, value };
    }),
    actions,
    actionKinds: actions.map((action) => action.split(/[:(]/)[0] ?? action),
  };
}

const dump: readonly Flow__Output[] = [
  flow(0, 5, "in_port=7", "set_field:0x3->reg14", "resubmit(,8)"),
  flow(8, 9, "metadata=0x1,ip,nw_dst=10.16.0.5", "resubmit(,9)"),
  flow(8, 2, "metadata=0x1,ip,nw_dst=10.16.0.50", "drop"),
  flow(44, 0, "reg15=0x3,metadata=0x1"),
  flow(65, 4, "reg15=0x3", "output:7"),
];

const target = { node: "node1", ofport: 0, addresses: [] };
const podTarget = { node: "node1", ofport: 7, addresses: ["10.16.0.5"] };
const report = { flows: 5, unparsed: 0, unparsedSamples: [] };

function sending(...events: FlowsResponse[]): Partial<DiagnosisServiceHandlers> {
  return {
    Flows(call) {
      for (const event of events) call.write(event);
      call.end();
    },
  };
}

const nodeDump = sending(
  { target: { ...podTarget, ofport: 0, addresses: [] } },
  { flows: { flows: dump.slice(0, 2) as Flow[] } },
  { flows: { flows: dump.slice(2) as Flow[] } },
  { report },
);

test("text shows the flows, then counts by table and by action", async () => {
  await withAggregator(nodeDump, async (address) => {
    const { status, stdout } = await cli(["flows", "node1", "--address", address]);
    assert.equal(status, 0);
    const lines = stdout.split("\n").map((line) => line.replace(/ +/g, " "));
    assert.equal(
      lines[1],
      "cookie=0x1a2b3c4d table=8 priority=100 n_packets=9 " +
        "metadata=0x1,ip,nw_dst=10.16.0.5 actions=resubmit(,9)",
    );
    assert.match(lines[3] ?? "", / actions=drop$/);
    assert.ok(lines.includes(" TABLE FLOWS DROPS PACKETS ACTION"));
    assert.ok(lines.includes(" 8 2 1 11 resubmit 1, drop 1"));
    assert.ok(lines.includes(" drop 2"));
    assert.ok(lines.includes("5 of 5 flows on node1"));
  });
});

test("json has every flow with its match by field", async () => {
  await withAggregator(nodeDump, async (address) => {
    const { stdout } = await cli(["flows", "node1", "-o", "json", "--address", address]);
    const document = JSON.parse(stdout);
    assert.equal(document.node, "node1");
    assert.equal(document.flows.length, 5);
    assert.deepEqual(document.flows[1].match, { metadata: "0x1", ip: true, nw_dst: "10.16.0.5" });
    assert.deepEqual([document.report.flows, document.report.complete], [5, true]);
  });
});

test("no flows at all is still a document", async () => {
  await withAggregator(sending({ report: { ...report, flows: 0 } }), async (address) => {
    const { stdout } = await cli(["flows", "node1", "-o", "json", "--address", address]);
    assert.deepEqual(JSON.parse(stdout).flows, []);
  });
});

test("a dump without its report is called cut short", async () => {
  await withAggregator(sending({ flows: { flows: [...dump] } }), async (address) => {
    const text = await cli(["flows", "node1", "--address", address]);
    assert.match(text.stdout, /ended without a closing report/);
    const json = await cli(["flows", "node1", "-o", "json", "--address", address]);
    assert.equal(JSON.parse(json.stdout).report.complete, false);
  });
});

test("--drops, --match and --sort", async () => {
  await withAggregator(nodeDump, async (address) => {
    const shown = async (...args: string[]): Promise<number[]> => {
      const { stdout } = await cli(["flows", "node1", "-o", "json", "--address", address, ...args]);
      return JSON.parse(stdout).flows.map(({ packets }: { packets: number }) => packets);
    };
    assert.deepEqual(await shown("--drops"), [2, 0]);
    assert.deepEqual(await shown("--match", "NW_DST=10.16"), [9, 2]);
    assert.deepEqual(await shown("--match", "resubmit(,9)"), [9]);
    assert.deepEqual(await shown("--sort", "packets"), [9, 5, 4, 2, 0]);
  });
});

test("--summary is counts alone, by table and by action", async () => {
  await withAggregator(nodeDump, async (address) => {
    const args = ["flows", "node1", "--summary", "--address", address];
    const { stdout } = await cli(args);
    assert.doesNotMatch(stdout, /cookie=/);
    assert.match(stdout, /^ {2}TABLE/);
    const { flows, summary } = JSON.parse((await cli([...args, "-o", "json"])).stdout);
    assert.deepEqual(flows, []);
    assert.deepEqual([summary.flows, summary.drops, summary.tables.length], [5, 2, 4]);
    assert.deepEqual(summary.tables[1], {
      table: 8,
      flows: 2,
      drops: 1,
      packets: 11,
      actions: { resubmit: 1, drop: 1 },
    });
    assert.deepEqual(summary.actions[0], { action: "resubmit", flows: 2 });
  });
});

test("--ip: an address that is named, translated to, or covered by a prefix", () => {
  const flows = [
    flow(1, 1, "ip,nw_dst=10.16.0.5"),
    flow(1, 2, "ip,nw_dst=10.16.0.50"),
    flow(1, 3, "ip,nw_dst=10.16.0.0/16"),
    flow(1, 4, "ip,nw_src=10.16.0.0/255.255.0.0"),
    flow(1, 5, "ip,nw_src=10.17.0.0/16"),
    flow(1, 6, "ip", "ct(commit,nat(dst=10.16.0.5:8080))"),
    flow(1, 7, "ipv6_dst=fd00::/64"),
    flow(1, 8, "metadata=0x1/0xff"),
  ];
  const shown = (ip: string): number[] =>
    flows.filter(flowFilter({ ip }, target)).map(({ packets }) => packets);
  assert.deepEqual(shown("10.16.0.5"), [1, 3, 4, 6]);
  assert.deepEqual(shown("fd00::5"), [7]);
});

test("--port and --in-port: whole numbers in the fields that hold them", () => {
  const flows = [
    flow(1, 1, "tcp,tp_dst=8080"),
    flow(1, 2, "udp,tp_src=8080"),
    flow(1, 3, "tcp,tp_dst=80"),
    flow(1, 4, "tcp,tp_dst=0x1f90"),
    flow(1, 5, "tcp,tp_dst=0x1f80/0xfff0"),
    flow(1, 6, "ip", "ct(commit,nat(dst=10.16.0.5:8080))"),
    flow(1, 7, "in_port=8080"),
    flow(1, 8, 'in_port="ovn-node2-0"'),
    flow(1, 9, "ip", "output:8080"),
  ];
  const shown = (options: FlowFilterOptions): number[] =>
    flows.filter(flowFilter(options, target)).map(({ packets }) => packets);
  assert.deepEqual(shown({ port: 8080 }), [1, 2, 4, 6]);
  assert.deepEqual(shown({ inPort: "8080" }), [7]);
  assert.deepEqual(shown({ inPort: "ovn-node2-0" }), [8]);
});

test("an address is compared as OVS writes it", () => {
  assert.equal(parseAddress("10.16.0.5"), "10.16.0.5");
  assert.equal(parseAddress("FD00:0:0::0005"), "fd00::5");
  assert.equal(parseAddress("::ffff:10.16.0.5"), "::ffff:10.16.0.5");
  for (const text of ["010.16.0.5", "10.16.5", "fe80::1%eth0", "10.16.0.0/16", ""]) {
    assert.throws(() => parseAddress(text), /Wanted an address/, text);
  }
});

test("filters are told what they take", async () => {
  for (const args of [
    ["--ip", "10.16.0"],
    ["--ip", "web"],
    ["--port", "0"],
  ]) {
    assert.equal((await cli(["flows", "node1", ...args])).status, 2, args.join(" "));
  }
});

test("of a pod the flows that name it are shown, whole addresses only", () => {
  const named = dump.filter(flowFilter({}, podTarget));
  assert.deepEqual(
    named.map(({ packets }) => packets),
    [5, 9, 4],
  );
  assert.equal(dump.filter(flowFilter({ all: true }, podTarget)).length, dump.length);
  const rewritten = flow(15, 1, "ip", "set_field:10.16.0.5->ip_dst");
  assert.equal(flowFilter({}, podTarget)(rewritten), true);
  const ipv6 = { ...podTarget, addresses: ["fd00::5"] };
  assert.equal(flowFilter({}, ipv6)(flow(8, 1, "ipv6_dst=fd00::5")), true);
  assert.equal(flowFilter({}, ipv6)(flow(8, 1, "ipv6_dst=fd00::5:1")), false);
});
