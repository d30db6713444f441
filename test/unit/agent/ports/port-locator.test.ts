import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { LinkState } from "../../../../agent/ports/links.ts";
import { hasAddress, pickPodLink } from "../../../../agent/ports/port-locator.ts";
import { PortMemory } from "../../../../agent/ports/port-memory.ts";
import { nodeLinks, podLinks } from "./link-fixture.ts";
import { snapshotOf } from "./ovs-fixture.ts";

const eth0 = podLinks.find(({ name }) => name === "eth0") as LinkState;
const net1: LinkState = { ...eth0, name: "net1", ifindex: 3, peerIfindex: 9 };
const links = [...podLinks, net1];

function picked(name: string, hostLink: LinkState | null): string | undefined {
  const [plugged = null] = snapshotOf([{ name }]).interfaces;
  return pickPodLink({ ifaceId: "a.default", plugged, hostLink }, links)?.name;
}

describe("the pod's interface of a port", () => {
  test("is the one at the other end of the veth, whatever its name", () => {
    const host = nodeLinks.named("a_h");
    assert.equal(picked("a_h", host), "eth0");
    assert.equal(picked("a_h", host && { ...host, ifindex: 9, peerIfindex: 3 }), "net1");
  });

  test("is the one that kube-ovn's name tells, when the veth is gone", () => {
    assert.equal(picked("3f00112233aa_h", null), "eth0");
    assert.equal(picked("3f001122_net1_h", null), "net1");
  });

  test("is an internal port that was moved into the pod", () => {
    assert.equal(picked("net1", null), "net1");
  });

  test("is none when there is none of that name", () => {
    assert.equal(picked("3f001122_net7_h", null), undefined);
  });
});

test("an address is compared without its prefix length", () => {
  assert.equal(hasAddress(eth0, ["10.16.0.5"]), true);
  assert.equal(hasAddress(eth0, ["10.16.0.50", "10.16.0"]), false);
});

describe("the memory of ports", () => {
  const port = (ifaceId: string, inode = 1) => ({
    ifaceId,
    netns: { inode, path: `/run/netns/${ifaceId}`, pid: null },
    podInterface: "eth0",
    podNamespace: "default",
    podName: "a",
    interface: "a_h",
  });

  test("finds a port by its id and by its pod's interface", () => {
    const memory = new PortMemory();
    memory.remember(port("a.default", 7));
    assert.equal(memory.get("a.default")?.netns.inode, 7);
    assert.equal(memory.ofPodInterface(7, "eth0")?.ifaceId, "a.default");
    assert.equal(memory.ofPodInterface(7, "net1"), null);
    memory.forget("a.default");
    assert.equal(memory.get("a.default"), null);
  });

  test("forgets at its limit what was seen longest ago", () => {
    const memory = new PortMemory(2);
    for (const id of ["a", "b", "a", "c"]) memory.remember(port(id));
    assert.deepEqual(
      memory.values().map(({ ifaceId }) => ifaceId),
      ["a", "c"],
    );
  });
});
