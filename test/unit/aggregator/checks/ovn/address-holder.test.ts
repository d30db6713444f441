import assert from "node:assert/strict";
import { test } from "node:test";
import type { CaseFile } from "../../../../../aggregator/evidence/case-file.ts";
import type { AddressClaimRow } from "../../../../../aggregator/evidence/rows.ts";
import { conclude } from "../../../../../aggregator/verdict/conclude.ts";
import { edited, failed, recorded } from "../../verdict/edit-case.ts";

const moved = recorded("virtual-address-moved.cross-node.tcp");
const nobody = recorded("virtual-address-nobody.cross-node.icmp");
const gone = recorded("mac-binding-gone.cross-node.icmp");

function statusOf(caseFile: CaseFile): string | undefined {
  const { checks } = conclude(caseFile);
  return checks.find(({ name }) => name === "ovn/address-holder")?.status;
}

test("found, clean, and not looked at", () => {
  assert.equal(statusOf(moved), "found");
  assert.equal(statusOf(recorded("healthy.cross-node.tcp")), "clean");
  assert.equal(statusOf(failed(moved, "address-claims")), "skipped");
});

test("what a router has learnt is told with its age, and why it is out of date", () => {
  const { cause, findings } = conclude(moved);
  assert.match(cause?.summary ?? "", /has learnt \S+ for it \d+ s ago, the MAC of b\.default/);
  assert.match(cause?.summary ?? "", /but Pod default\/b does not have 10\.16\.0\.50$/m);
  const told = findings.find(({ code }) => code === "ADDRESS_WITHOUT_POD");
  assert.match(told?.summary ?? "", /the logical flows lead to b\.default/);
});

test("an age that OVN does not keep is not told", () => {
  const ageless = edited(moved, "address-claims", (_, data) => {
    return { ...data, claims: data.claims.map((one) => ({ ...one, ageSeconds: null })) };
  });
  assert.match(conclude(ageless).cause?.summary ?? "", /has learnt \S+ for it, the MAC of/);
});

test("a MAC of no port is out of date, unless any MAC may be behind the switch's ports", () => {
  const { cause } = conclude(gone);
  assert.equal(cause?.code, "MAC_BINDING_STALE");
  assert.match(cause?.summary ?? "", /a MAC of no port/);
  const unknown = edited(gone, "address-claims", (_, data) => ({ ...data, takesUnknown: true }));
  const open = conclude(unknown);
  assert.equal(open.cause?.code, undefined);
  assert.deepEqual(open.failure?.stage, "source-bridge");
});

test("a port of type virtual stands before what its router has learnt", () => {
  const virtual: AddressClaimRow = {
    ...{ source: "virtual_parent", name: "vip1", port: "c.default", mac: "00:00:00:00:00:0c" },
    ...{ node: "node1", ageSeconds: null },
  };
  const bound = edited(moved, "address-claims", (_, data) => {
    return { ...data, claims: [virtual, ...data.claims] };
  });
  // The router goes by the virtual port: what it has learnt besides explains nothing.
  assert.notEqual(conclude(bound).cause?.code, "MAC_BINDING_STALE");
});

test("nobody answers: who might have it is told, and objects that were not read are, too", () => {
  const { cause } = conclude(nobody);
  assert.match(cause?.summary ?? "", /Vip vip1 reserves it/);
  assert.match(cause?.summary ?? "", /virtual port vip1 \(b\.default, c\.default\) none holds it/);
  const unread = edited(nobody, "address-claims", (_, data) => ({ ...data, notRead: ["Vip"] }));
  assert.match(conclude(unread).cause?.summary ?? "", /objects of kind Vip were not read/);
});

test("that nobody answers is no more than likely where a node was not watched", () => {
  const unseen = edited(nobody, "tap", (item, data) =>
    item.node === "node3" ? { ...data, complete: false } : undefined,
  );
  const { confidence, failure } = conclude(unseen);
  assert.equal(confidence, "likely");
  assert.equal(failure?.stage, "destination-pod");
});

test("from another Subnet nobody holds it only where the router has asked", () => {
  const codesOf = (caseFile: CaseFile) => conclude(caseFile).findings.map(({ code }) => code);
  // The source is in another Subnet; who asks for the address is the pod, or the router.
  const { plan } = nobody;
  const [asker = ""] = plan.source.ips;
  const routed = (gatewayIp: string): CaseFile => ({
    ...nobody,
    plan: {
      ...plan,
      source: { ...plan.source, switchName: "subnet2" },
      destination: { ...plan.destination, gatewayIp },
    },
  });
  assert.ok(codesOf(nobody).includes("ADDRESS_NOT_HELD"));
  assert.ok(!codesOf(routed("10.16.0.1")).includes("ADDRESS_NOT_HELD"));
  assert.ok(codesOf(routed(asker)).includes("ADDRESS_NOT_HELD"));
});

test("who answers from another network does not hold it", () => {
  const held = recorded("virtual-address-port-security.cross-node.tcp");
  const reported = (ports: readonly string[], takesUnknown: boolean) => {
    const one = edited(held, "address-claims", (_, data) => ({
      ...data,
      takesUnknown,
      answered: data.answered.map(({ mac }) => ({ mac, ports })),
    }));
    const found = conclude(one).findings.find(({ code }) => code === "ADDRESS_WITHOUT_POD");
    return found?.evidence.length ?? 0;
  };
  // Taps that saw an answer which counts are evidence beside the row.
  assert.ok(reported(["b.default"], false) > 1);
  assert.ok(reported([], true) > 1);
  assert.equal(reported([], false), 1);
});

test("a namespace without the pod's own address, as of a virtual machine, lacks nothing", () => {
  const machine = edited(moved, "pod", (item, data) =>
    item.role === "destination"
      ? { ...data, links: data.links.map((link) => ({ ...link, addresses: [] })) }
      : undefined,
  );
  assert.equal(conclude(moved).cause?.code, "MAC_BINDING_STALE");
  assert.notEqual(conclude(machine).cause?.code, "MAC_BINDING_STALE");
});
