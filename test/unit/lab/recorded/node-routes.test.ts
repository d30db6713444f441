import assert from "node:assert/strict";
import { test } from "node:test";
import { declaredNetns } from "../../../../lab/netns/declared.ts";
import type { ObservedRoute } from "../../../../lab/netns/observe.ts";
import { familyOf } from "../../../../lab/topology/addresses.ts";
import { recordedText } from "../../../recorded-cluster.ts";
import { topology } from "./clusters.ts";
import { distinct } from "./shape.ts";

const [node] = topology.nodes;
const declared = declaredNetns(topology).find(({ name }) => name === node?.netns);
assert.ok(declared);

function shapeOf({ dst, dev, protocol, prefsrc }: ObservedRoute): string {
  return [dst.includes("/") ? "<cidr>" : dst, dev, protocol, prefsrc && "<ip>"].join(" ");
}

for (const family of ["IPv4", "IPv6"] as const) {
  test(`what leads to pods by ${family} is as kube-ovn-cni routes it`, async () => {
    const file = `n1/routes${family.slice(-1)}.json`;
    const text = await recordedText("v1.17.0-dev-dual-stack", file);
    const routes: ObservedRoute[] = JSON.parse(text);
    const recorded = routes.filter(({ gateway, dev }) => gateway !== undefined && dev === "ovn0");
    const own = declared.routes.filter(
      ({ dst, dev }) => familyOf(dst) === family && dev === "ovn0",
    );
    const lab = own.map(({ src = "", ...route }) => shapeOf({ ...route, prefsrc: src }));
    assert.deepEqual(distinct(lab), distinct(recorded.map(shapeOf)));
  });
}
