import assert from "node:assert/strict";
import { test } from "node:test";
import { natCheck } from "../../../../../aggregator/checks/gateway/nat.ts";
import type { NatRow } from "../../../../../aggregator/evidence/destination-rows.ts";
import type { EvidenceBody } from "../../../../../aggregator/evidence/item.ts";
import type { Plan } from "../../../../../aggregator/evidence/plan.ts";
import { planOf } from "../../plan.ts";
import { outcomeOf, seen, wordsOf } from "../beyond-pods.ts";

const floating: NatRow = {
  router: "blue",
  kind: "dnat_and_snat",
  name: null,
  externalIp: "172.31.0.14",
  logicalIp: "10.16.0.5",
  logicalPort: "a.default",
  portIps: ["10.16.0.5"],
  holders: ["a.default"],
  concerns: "source",
};
const snat: NatRow = { ...floating, kind: "snat", logicalIp: "10.16.0.0/16", logicalPort: null };

function planFrom(natIp: string | null): Partial<Plan> {
  const { destination } = planOf("icmp", null);
  const leaving = {
    routerPort: "blue-external",
    mac: "00:00:00:00:00:02",
    nexthop: null,
    isNexthopKnown: true,
    asksAs: [],
    redirect: "cr-blue-external",
    natIp,
  };
  return { exit: "outside", destination: { ...destination, attachment: "localnet", leaving } };
}

function wordsFor(natIp: string | null, rows: readonly NatRow[]): string {
  const item: EvidenceBody = { kind: "row", name: "nat", data: rows };
  return wordsOf(outcomeOf(natCheck, planFrom(natIp), [seen(item)]));
}

test("rules that fit are clean, and so are routers without any", () => {
  assert.equal(wordsFor("172.31.0.14", [floating, snat]), "clean");
  assert.equal(wordsFor(null, []), "clean");
});

test("a floating IP whose pod moved, is gone, or whose address another pod has now", () => {
  const moved = { ...floating, portIps: ["10.16.0.99"] };
  const gone = { ...floating, portIps: null };
  const others = { ...floating, logicalPort: "c.default" };
  for (const row of [moved, gone, others]) {
    assert.equal(wordsFor(null, [row]), "NAT_STALE decisive");
    // A rule for the Subnet takes its place: nothing stops.
    assert.equal(wordsFor("172.31.0.12", [row, snat]), "NAT_STALE beside");
  }
});

test("rules that cover other addresses alone", () => {
  assert.equal(wordsFor(null, [{ ...snat, logicalIp: "10.99.0.0/16" }]), "NAT_STALE decisive");
});

test("an external address that leads to nobody; of several backends only some", () => {
  const target: NatRow = { ...floating, kind: "load-balancer", concerns: "destination" };
  const backend = { ...target, logicalPort: null, portIps: null };
  const lost = { ...backend, holders: [] };
  assert.equal(wordsFor(null, [backend]), "clean");
  assert.equal(wordsFor(null, [lost]), "NAT_STALE decisive");
  assert.equal(wordsFor(null, [lost, backend]), "NAT_STALE supporting");
});
