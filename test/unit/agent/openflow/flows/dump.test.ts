import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { hasUnknown } from "../../../../../agent/openflow/actions/parse.ts";
import {
  type DumpCounts,
  FlowDumpParser,
  type UnparsedLine,
} from "../../../../../agent/openflow/flows/dump.ts";
import { type Flow, rowPrefix } from "../../../../../agent/openflow/flows/flow.ts";
import { ovsVersions } from "../../../fixture-versions.ts";
import { fixture, fixturesOf } from "../fixtures.ts";
import { printFlow } from "./print.ts";

interface Dump {
  readonly flows: Flow[];
  readonly unparsed: UnparsedLine[];
  readonly counts: DumpCounts;
}

function parse(chunks: Iterable<Buffer>, limits: { maxLineBytes?: number } = {}): Dump {
  const flows: Flow[] = [];
  const unparsed: UnparsedLine[] = [];
  const parser = new FlowDumpParser({
    ...limits,
    onFlow: (flow) => flows.push(flow),
    onUnparsed: (line) => unparsed.push(line),
  });
  for (const chunk of chunks) parser.push(chunk);
  return { flows, unparsed, counts: parser.end() };
}

function whole(name: string): Dump {
  return parse([Buffer.from(fixture(`flows/${name}`))]);
}

test("a flow has what its line says", () => {
  const { flows } = whole("dump-actions.ovs-3.1.0.txt");
  const flow = flows.find((candidate) => candidate.table === 3);
  assert.deepEqual(flow, {
    cookie: "0x0",
    table: 3,
    priority: 10,
    durationSeconds: 0.1,
    packets: 0,
    bytes: 0,
    idleTimeoutSeconds: 60,
    hardTimeoutSeconds: 90,
    idleAgeSeconds: 0,
    hardAgeSeconds: null,
    importance: 7,
    flags: ["send_flow_rem", "check_overlap"],
    match: [
      { field: "sctp", value: null, mask: null },
      { field: "tp_src", value: "5", mask: null },
    ],
    actions: [
      { kind: "meter", id: 1 },
      { kind: "output", port: "2", maxLength: null },
    ],
  });
});

test("the default priority, an empty match and --no-stats", () => {
  const text =
    " actions=drop\n table=4, send_flow_rem actions=IN_PORT\n table=t1, ip actions=drop\n";
  const { flows, counts } = parse([Buffer.from(text)]);
  assert.deepEqual(
    flows.map((flow) => [flow.table, flow.priority, flow.match.length, flow.flags, flow.packets]),
    [
      [0, 32768, 0, [], null],
      [4, 32768, 0, ["send_flow_rem"], null],
      ["t1", 32768, 1, [], null],
    ],
  );
  assert.equal(counts.unparsed, 0);
});

test("every flow of every dump prints back", () => {
  for (const name of fixturesOf("flows", "dump-")) {
    if (name.includes("no-stats")) continue;
    const lines = fixture(`flows/${name}`)
      .split("\n")
      .filter((line) => line.includes(" actions="));
    assert.deepEqual(
      whole(name).flows.map(printFlow),
      lines.map((line) => line.trim()),
    );
  }
});

test("every kind of match and action is known, of every release of OVS", () => {
  for (const version of ovsVersions) {
    for (const name of ["dump-actions", "dump-actions-names", "dump-node1"]) {
      const { flows, unparsed } = whole(`${name}.ovs-${version}.txt`);
      assert.deepEqual(unparsed, [], `${name} ${version}`);
      assert.ok(flows.length >= 25);
      assert.deepEqual(
        flows.filter((flow) => hasUnknown(flow.actions)),
        [],
      );
    }
    // ovs-ofctl stops at an action that OpenFlow 1.0 does not have, and prints its bytes.
    const cut = whole(`dump-actions-nxst.ovs-${version}.txt`);
    assert.match(cut.unparsed[0]?.text ?? "", /^\*\*\*decode error: OFPBAC_/);
    assert.equal(whole(`dump-empty.ovs-${version}.txt`).flows.length, 0);
  }
});

test("an error in the middle of a dump is counted, line by line", () => {
  const { counts, unparsed, flows } = whole("dump-actions-nxst.ovs-3.1.0.txt");
  assert.equal(unparsed[0]?.text, "***decode error: OFPBAC_BAD_VENDOR_TYPE***");
  assert.deepEqual([unparsed[0]?.line, counts.unparsed, unparsed.length], [25, 210, 100]);
  assert.equal(flows.length, counts.flows);
  const lines = fixture("flows/dump-actions-nxst.ovs-3.1.0.txt").trimEnd().split("\n").length;
  assert.equal(counts.flows + counts.headers + counts.unparsed, lines);
});

test("any chunking gives the same flows", () => {
  const bytes = Buffer.from(fixture("flows/dump-actions-names.ovs-3.1.0.txt"));
  const expected = parse([bytes]);
  const single = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
  assert.deepEqual(parse(single), expected);
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (cuts) => {
      const edges = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      const chunks = edges.slice(1).map((edge, at) => bytes.subarray(edges[at], edge));
      assert.deepEqual(parse(chunks), expected);
    }),
  );
});

test("a name in UTF-8 survives a cut inside a character", () => {
  const bytes = Buffer.from(' priority=1,in_port="größe" actions=output:"größe"\n');
  for (let at = 0; at <= bytes.length; at++) {
    const { flows } = parse([bytes.subarray(0, at), bytes.subarray(at)]);
    assert.equal(flows[0]?.match[0]?.value, '"größe"');
  }
});

test("a cut dump gives whole flows and says that it is cut", () => {
  const text = fixture("flows/dump-actions.ovs-3.1.0.txt").slice(-2000);
  const all = parse([Buffer.from(text)]).flows;
  for (let length = 0; length < text.length; length++) {
    const { flows, unparsed } = parse([Buffer.from(text.slice(0, length))]);
    assert.deepEqual(flows, all.slice(0, flows.length));
    const atLineEnd = length === 0 || text[length - 1] === "\n";
    assert.deepEqual(
      unparsed.map((line) => line.reason),
      atLineEnd ? [] : ["cut"],
    );
  }
});

test("a line beyond the limit is counted and the next one is read", () => {
  const long = ` priority=1 actions=${"resubmit(,1),".repeat(50)}drop`;
  const bytes = Buffer.from(`${long}\n priority=2 actions=drop\n`);
  const pieces = Array.from({ length: bytes.length }, (_, at) => bytes.subarray(at, at + 1));
  for (const chunks of [[bytes], pieces]) {
    const { flows, unparsed } = parse(chunks, { maxLineBytes: 100 });
    assert.deepEqual(
      flows.map((flow) => flow.priority),
      [2],
    );
    assert.deepEqual(
      unparsed.map((line) => [line.reason, line.line]),
      [["too-long", 1]],
    );
  }
});

test("law: each line is a flow, a header, empty or unparsed", () => {
  const line = fc.oneof(
    fc.constantFrom(" priority=1 actions=drop", "OFPST_FLOW reply (OF1.5) (xid=0x2):", "", "  "),
    fc.string().map((text) => text.replaceAll("\n", "")),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const { counts } = parse([Buffer.from(lines.map((text) => `${text}\n`).join(""))]);
      const filled = lines.filter((text) => text.trim() !== "").length;
      assert.equal(counts.flows + counts.headers + counts.unparsed, filled);
    }),
  );
});

test("the row behind a cookie", () => {
  assert.equal(rowPrefix("0x9ae144f3"), "9ae144f3");
  assert.equal(rowPrefix("0xf99746f"), "0f99746f");
  assert.equal(rowPrefix("0x0"), null);
  assert.equal(rowPrefix("0x1234567890abcdef"), null);
});
