import assert from "node:assert/strict";
import { test } from "node:test";
import { observe } from "../../../../../aggregator/correlation/join/observe.ts";
import type { CaseFile } from "../../../../../aggregator/evidence/case-file.ts";
import type { Role } from "../../../../../aggregator/evidence/plan.ts";
import { CaseView } from "../../../../../aggregator/evidence/view.ts";
import { edited, recorded } from "../../verdict/edit-case.ts";

const between = recorded("healthy-between-nodes.cross-node.icmp");
const outside = recorded("gateway-no-masquerade.cross-node.icmp");
const refused = recorded("gateway-reverse-path-filter.cross-node.tcp");

function sightingsAt(caseFile: CaseFile, role: Role) {
  const point = role === "source" ? "source-uplink" : "gateway-uplink";
  const seen = observe(new CaseView(caseFile), { point, role, encapsulated: false });
  return "seen" in seen ? seen.seen.sightings : seen.blind.reason.code;
}

test("a node's own packets count by whichever device they left, not by its route", () => {
  const known = sightingsAt(between, "source");
  assert.ok(typeof known !== "string" && known.some(({ isOut }) => isOut));
  const unasked = edited(between, "pod", (_item, data) => ({ ...data, routeTo: null }));
  assert.deepEqual(sightingsAt(unasked, "source"), known);
  const elsewhere = edited(between, "pod", (_item, data) => ({
    ...data,
    routeTo: data.routeTo && { ...data.routeTo, device: "bond7" },
  }));
  assert.deepEqual(sightingsAt(elsewhere, "source"), known);
});

test("what the kernel hands to a bridge of OVS has not left the node", () => {
  const view = new CaseView(between);
  const tap = view.tap("source");
  assert.ok(tap.known);
  const bridge = tap.value.links.find(({ name }) => name === "br-phy")?.ifindex;
  assert.ok(tap.value.sightings.some((one) => one.isOut && one.ifindex === bridge));
  const seen = sightingsAt(between, "source");
  assert.ok(typeof seen !== "string");
  assert.ok(!seen.some((one) => one.isOut && one.ifindex === bridge));
});

test("by a route that names no device the NIC of a gateway is unknown", () => {
  assert.equal(typeof sightingsAt(outside, "destination"), "object");
  const withoutDevice = edited(outside, "pod", (_, data) => ({
    ...data,
    routes: data.routes.map((route) =>
      route.destination === "default" ? { ...route, device: "" } : route,
    ),
  }));
  assert.equal(sightingsAt(withoutDevice, "destination"), "NIC_UNKNOWN");
});

test("a kernel that could not be asked tells none; one that refuses tells there is none", () => {
  assert.equal(typeof sightingsAt(refused, "destination"), "object");
  const failed = edited(refused, "pod", (_, data) => ({
    ...data,
    roundTrips: (data.roundTrips ?? []).map(({ there, ...trip }) => {
      return { ...trip, there: there && { ...there, error: "" } };
    }),
  }));
  assert.equal(sightingsAt(failed, "destination"), "NIC_UNKNOWN");
});
