import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  type AddressClaim,
  addressClaims,
  portsClaiming,
} from "../../../../../aggregator/inventory/endpoints/claims.ts";
import { planPath } from "../../../../../aggregator/plan/plan.ts";
import { openRecordedCluster } from "../../../../recorded-cluster.ts";

/** Addresses of a real cluster that are no Pod's, and what its objects and rows say of them. */
describe("inventory: addresses without a Pod in a recorded Kube-OVN", () => {
  let cluster: Awaited<ReturnType<typeof openRecordedCluster>>;

  before(async () => {
    cluster = await openRecordedCluster("v1.17.0-dev");
  });
  after(() => cluster.close());

  const claimsOf = (ip: string, subnet: string): AddressClaim[] =>
    addressClaims(cluster.inventory, ip, subnet);

  it("a Vip reserves its address, and no port has it", () => {
    const mac = "2a:58:19:2c:74:f6";
    const vip = { source: "Vip", name: "vip1", port: null, mac, learntAtMs: null };
    assert.deepEqual(claimsOf("10.16.0.2", "ovn-default"), [vip]);
    assert.deepEqual(claimsOf("10.16.0.2", "red1"), [], "another Subnet's");
  });

  it("what a router has learnt of a pod that is gone, with the time, and no port", () => {
    assert.deepEqual(
      claimsOf("10.16.0.12", "ovn-default").filter(({ source }) => source === "MAC_Binding"),
      [
        {
          source: "MAC_Binding",
          name: "ovn-cluster-ovn-default",
          port: null,
          mac: "22:63:c6:da:24:22",
          learntAtMs: 1795816012937,
        },
      ],
    );
  });

  it("the address of a pod is claimed by its port, its IP object and its router", () => {
    const claims = claimsOf("10.16.0.4", "ovn-default");
    const ports = new Set(claims.map(({ port }) => port));
    assert.equal(ports.size, 1, JSON.stringify(claims));
    assert.ok(
      ["addresses", "IP", "MAC_Binding"].every((one) => claims.some((c) => c.source === one)),
    );
  });

  it("is looked for on the switch of its Subnet, and is what else it is where that has it", () => {
    const endpoint = (ip: string) => cluster.inventory.endpoint(ip);
    const vip = endpoint("10.16.0.2");
    assert.deepEqual(vip, {
      kind: "Address",
      name: "10.16.0.2",
      ips: ["10.16.0.2"],
      subnet: "ovn-default",
    });
    const gateway = endpoint("10.16.0.1");
    assert.deepEqual(gateway, { kind: "Address", name: "10.16.0.1", ips: ["10.16.0.1"] });
    // An external Subnet is a VLAN: hosts there are nobody's ports.
    assert.equal("subnet" in endpoint("172.31.0.200"), false);
    const join = endpoint("100.64.0.2");
    assert.equal(join.kind, "Node");
    assert.deepEqual(join.ips, ["100.64.0.2"]);
  });

  it("a path leads to no port where none holds it", () => {
    const request = { source: "default/a", destination: "10.16.0.2", namespace: "default" };
    const rest = { protocol: null, port: null, interface: null, family: null };
    const { path } = planPath(cluster.inventory, { ...request, ...rest });
    assert.deepEqual(path.held?.holders, []);
    assert.deepEqual([...(path.held?.nodes ?? [])].sort(), ["n1", "n2", "n3"]);
    const { attachment, switchName, kind } = path.destination;
    assert.deepEqual([attachment, switchName, kind], ["none", "ovn-default", "Address"]);
  });
});

const claim = (source: AddressClaim["source"], port: string): AddressClaim => {
  return { source, name: port, port, mac: null, learntAtMs: null };
};

it("a router goes by what it has learnt; what may have the address comes last", () => {
  const claims = [
    ...[claim("allowed", "p1"), claim("virtual-parents", "p2"), claim("virtual-parents", "p3")],
    ...[claim("MAC_Binding", "p3"), claim("virtual_parent", "p4"), claim("addresses", "p5")],
  ];
  assert.deepEqual(portsClaiming(claims, true), ["p5", "p4", "p3", "p2", "p1"]);
  assert.deepEqual(portsClaiming([], false), []);
});
