import assert from "node:assert/strict";
import { test } from "node:test";
import type { CollectContext } from "../../../../../aggregator/collect/collector.ts";
import { databaseRowsCollector } from "../../../../../aggregator/collect/rows/database-rows.ts";
import type { ChassisRow } from "../../../../../aggregator/evidence/rows.ts";
import { planOf } from "../../plan.ts";

function chassis(name: string, otherConfig: readonly (readonly [string, string])[]) {
  return { uuid: name, name, hostname: "node1", encaps: [], otherConfig: new Map(otherConfig) };
}

/** Of node1, where the southbound has these; what is asked of an inventory for its row. */
async function rowOf(all: readonly ReturnType<typeof chassis>[]): Promise<ChassisRow | null> {
  const southbound = {
    chassisOfHostname: (name: string) => all.filter(({ hostname }) => hostname === name),
    chassisWithEncapIp: () => all,
    portBinding: () => null,
    encapsOf: () => [],
    encapIps: () => ["198.18.0.11"],
    progressOf: () => null,
  };
  const inventory = {
    southbound,
    northbound: { global: () => null },
    kubernetes: { node: () => ({ internalIPs: ["198.18.0.11"] }) },
    health: () => [],
  };
  const rows: (ChassisRow | null)[] = [];
  const record = {
    row: (_: unknown, look: () => never, item: (data: never) => { name: string; role: string }) => {
      const { name, role } = item(null as never);
      if (name === "chassis" && role === "source") rows.push(look());
    },
  };
  const context = { inventory, plan: planOf("tcp", 8080), record };
  await databaseRowsCollector.collect(context as unknown as CollectContext);
  assert.equal(rows.length, 1);
  return rows[0] ?? null;
}

const remote = chassis("remote", [["is-remote", "true"]]);
const own = chassis("own", []);
const old = chassis("old", [["is-remote", "false"]]);

test("a chassis of another availability zone is neither the node's nor its rival", async () => {
  const row = await rowOf([remote, own, old]);
  assert.equal(row?.name, "own");
  assert.deepEqual(
    row?.sharing?.map(({ name }) => name),
    ["own", "old"],
  );
});

test("a node that has none but such a one has no chassis", async () => {
  assert.equal(await rowOf([remote]), null);
});
