import assert from "node:assert/strict";
import { test } from "node:test";
import { FlowDumpParser } from "../../../../agent/flows/dump.ts";
import type { Flow } from "../../../../agent/flows/flow.ts";
import {
  countByAction,
  countByTable,
  type FlowFilter,
  filterFlows,
  sortFlows,
} from "../../../../agent/flows/list.ts";

const text = `
 cookie=0x1, table=9, n_packets=0, priority=10,ip,nw_dst=10.16.0.0/16 actions=resubmit(,10)
 cookie=0xf99746f, table=0, n_packets=3, priority=1,in_port=2 actions=clone(ct_clear),output:3
 cookie=0x2, table=9, n_packets=7, priority=50,tcp,tp_dst=0x1f90/0xfff0 actions=drop
 cookie=0x3, table=10, n_packets=0, priority=5,udp,in_port="p 1",tp_src=53 actions=ct(exec(drop))
`;

function flows(): Flow[] {
  const found: Flow[] = [];
  const parser = new FlowDumpParser({ onFlow: (flow) => found.push(flow) });
  parser.push(Buffer.from(text));
  parser.end();
  return found;
}

const filters: readonly (readonly [string, FlowFilter, readonly string[]])[] = [
  ["table", { table: 9 }, ["0x1", "0x2"]],
  ["drops", { drops: true }, ["0x2"]],
  ["hit", { hit: true }, ["0xf99746f", "0x2"]],
  ["address", { address: "10.16.1.2" }, ["0x1"]],
  ["address elsewhere", { address: "10.17.1.2" }, []],
  ["port under a mask", { port: 8080 }, ["0x2"]],
  ["port", { port: 53 }, ["0x3"]],
  ["in_port", { inPort: 2 }, ["0xf99746f"]],
  ["in_port by name", { inPort: "p 1" }, ["0x3"]],
  ["cookie", { cookie: "0xf99746f" }, ["0xf99746f"]],
  ["cookie from a UUID", { cookie: "0f99746f-1234-4000-8000-000000000000" }, ["0xf99746f"]],
  ["all of them", { table: 9, drops: true, hit: true }, ["0x2"]],
  ["nothing", {}, ["0x1", "0xf99746f", "0x2", "0x3"]],
];

for (const [name, filter, cookies] of filters) {
  test(`filters by ${name}`, () => {
    assert.deepEqual(
      filterFlows(flows(), filter).map((flow) => flow.cookie),
      cookies,
    );
  });
}

test("sorts as OVS looks: tables, then the highest priority", () => {
  assert.deepEqual(
    sortFlows(flows()).map((flow) => [flow.table, flow.priority]),
    [
      [0, 1],
      [9, 50],
      [9, 10],
      [10, 5],
    ],
  );
});

test("counts by table and by action, nested ones included", () => {
  assert.deepEqual(
    [...countByTable(flows())],
    [
      [0, 1],
      [9, 2],
      [10, 1],
    ],
  );
  assert.deepEqual(
    [...countByAction(flows())],
    [
      ["clone", 1],
      ["ct", 1],
      ["ct_clear", 1],
      ["drop", 2],
      ["output", 1],
      ["resubmit", 1],
    ],
  );
});
