import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { resolveEndpoint } from "../../../../aggregator/inventory/endpoints/endpoints.ts";
import type { Inventory } from "../../../../aggregator/inventory/inventory.ts";
import { hostNear, isOnHost } from "../../../../aggregator/plan/host-source.ts";
import { openRecordedCluster } from "../../../recorded-cluster.ts";

let cluster: Awaited<ReturnType<typeof openRecordedCluster>>;

before(async () => {
  cluster = await openRecordedCluster("v1.17.0-dev");
});
after(() => cluster.close());

const addresses: Record<string, readonly string[]> = {
  n1: ["198.18.0.11", "fd00:198:18::11"],
  n2: ["10.16.9.12", "fd00:10:16::12"],
};

/** By which of its interfaces a node sends, where ovn-default has one block of each family. */
function way(name: string, to: string): string {
  const { kubernetes, northbound, southbound } = cluster.inventory;
  const cidrs = ["10.16.0.0/16", "fd00:10:16::/112"];
  const subnets = [...kubernetes.subnets()].map((one) =>
    one.name === "ovn-default" ? { ...one, cidrs } : one,
  );
  const withAddresses = (node: string) => {
    const found = kubernetes.node(node);
    return found && { ...found, internalIPs: addresses[node] ?? found.internalIPs };
  };
  // What a plan of a node's own traffic asks of an inventory.
  const inventory = {
    northbound,
    southbound,
    kubernetes: {
      subnets: () => subnets,
      node: withAddresses,
      nodes: () => [...kubernetes.nodes()].flatMap((node) => withAddresses(node.name) ?? []),
      vpc: (vpc: string) => kubernetes.vpc(vpc),
    },
  } as unknown as Inventory;
  const from = resolveEndpoint(cluster.inventory, `node/${name}`, "default");
  assert.ok(isOnHost(from));
  return hostNear(inventory, from, addresses[name]?.[0] ?? "", to).attachment;
}

test("another node's address in a block costs this node no route", () => {
  assert.equal(way("n1", "10.16.0.5"), "ovn0");
  assert.equal(way("n1", "fd00:10:16::5"), "ovn0");
});

test("a block with the node's own address has no route", () => {
  assert.equal(way("n2", "10.16.0.5"), "nic");
  assert.equal(way("n2", "fd00:10:16::5"), "nic");
});

test("a block of the other family keeps its route", () => {
  addresses.n2 = ["10.16.9.12"];
  assert.deepEqual([way("n2", "10.16.0.5"), way("n2", "fd00:10:16::5")], ["nic", "ovn0"]);
  addresses.n2 = ["198.18.0.12", "fd00:10:16::12"];
  assert.deepEqual([way("n2", "10.16.0.5"), way("n2", "fd00:10:16::5")], ["ovn0", "nic"]);
});
