import assert from "node:assert/strict";
import { test } from "node:test";
import type { NicSpec } from "../../../../lab/topology/specs.ts";
import { maxNodes, nicsOf, subnetNamed, topologyOf } from "../../../../lab/topology/topology.ts";

test("the four pods of the contract are where it says", () => {
  const { pods } = topologyOf("lab", 3);
  const where = new Map(pods.map(({ name, node, subnet }) => [name, `${node} ${subnet}`]));
  assert.equal(where.get("a"), "node1 ovn-default");
  assert.equal(where.get("b"), "node2 ovn-default");
  assert.equal(where.get("c"), "node1 ovn-default");
  assert.equal(where.get("d"), "node3 subnet2");
});

/** An address says something within its VPC. */
function routed(nic: NicSpec): string {
  const { subnets } = topologyOf("lab", 1);
  return `${subnetNamed({ subnets }, nic.subnet).vpc} ${nic.ip}`;
}

test("every name and address is unique, for any number of nodes", () => {
  for (const count of [3, 4, 17, maxNodes]) {
    const { nodes, pods } = topologyOf("lab", count);
    assert.equal(nodes.length, count);
    const all = [
      ...nodes.flatMap((node) => [
        node.netns,
        node.encapIp,
        node.systemId,
        node.joinIp,
        node.joinMac,
      ]),
      ...pods.map((pod) => pod.netns),
      ...pods
        .flatMap(nicsOf)
        .flatMap((nic) => [nic.mac, nic.logicalPort, nic.hostInterface, routed(nic)]),
    ];
    assert.equal(new Set(all).size, all.length);
  }
});

test("tunnel ports, named after six digits of a chassis, cannot be mistaken for each other", () => {
  const { nodes } = topologyOf("lab", maxNodes);
  assert.equal(new Set(nodes.map(({ systemId }) => systemId.slice(0, 6))).size, maxNodes);
});

test("interface names fit into the kernel's 15 characters", () => {
  const { nodes, pods } = topologyOf("lab", maxNodes);
  const names = [
    ...nodes.map((node) => node.underlayPort),
    ...pods.flatMap(nicsOf).map((nic) => nic.hostInterface),
  ];
  for (const name of names) assert.ok(name.length <= 15, name);
});

test("every node beyond the third has a pod of its own", () => {
  const { pods } = topologyOf("lab", 6);
  for (const number of [4, 5, 6]) {
    assert.ok(pods.some(({ name, node }) => name === `p${number}` && node === `node${number}`));
  }
});

test("a second interface is named after pod, provider and interface, as Kube-OVN does", () => {
  const [nic] = topologyOf("lab", 3).pods.find(({ name }) => name === "b")?.attachments ?? [];
  assert.equal(nic?.logicalPort, "b.default.attachnet.default.ovn");
  assert.match(nic?.hostInterface ?? "", /^[0-9a-f]{8}_net1_h$/);
});

test("a virtual machine's port goes by the machine's name", () => {
  const { pods } = topologyOf("lab", 3);
  const pod = pods.find(({ name }) => name === "virt-launcher-vm1-xyz");
  assert.equal(pod?.logicalPort, "vm1.default");
});

test("two pods of another VPC have the addresses of two pods of the default one", () => {
  const { pods } = topologyOf("lab", 3);
  const ipOf = (name: string): string | undefined => pods.find((pod) => pod.name === name)?.ip;
  assert.equal(ipOf("va"), ipOf("a"));
  assert.equal(ipOf("vb"), ipOf("b"));
});

test("tunnels over IPv6 go to the nodes' IPv6 addresses and leave pods 20 bytes less", () => {
  const [over4, over6] = [topologyOf("lab", 2), topologyOf("lab", 2, "IPv6")];
  assert.deepEqual([over4.podMtu, over6.podMtu], [1400, 1380]);
  assert.deepEqual(
    over6.nodes.map(({ encapIp }) => encapIp),
    over4.nodes.map(({ ip6 }) => ip6),
  );
  assert.deepEqual(
    over6.pods.map(({ ip }) => ip),
    over4.pods.map(({ ip }) => ip),
  );
});
