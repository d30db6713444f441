import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { LinkState } from "../../../../agent/ports/links.ts";
import { NodeLinks } from "../../../../agent/ports/node-links.ts";
import { nodeLinks, podLinks } from "./link-fixture.ts";

const eth0 = podLinks.find(({ name }) => name === "eth0") as LinkState;

describe("the node's end of a pod's interface", () => {
  test("is found by iflink", () => {
    assert.equal(nodeLinks.peerOf(eth0, "/run/netns/px-a")?.name, "a_h");
  });

  test("is not one of a namespace with the same numbers and another name", () => {
    assert.equal(nodeLinks.peerOf(eth0, "/run/netns/px-b"), null);
  });

  test("is found by the numbers alone where names are not known", () => {
    assert.equal(nodeLinks.peerOf(eth0, "/proc/77/ns/net")?.name, "a_h");
    const nameless = new NodeLinks(nodeLinks.links, new Map());
    assert.equal(nameless.peerOf(eth0, "/run/netns/px-b")?.name, "a_h");
  });

  test("must name the pod's end in turn", () => {
    assert.equal(nodeLinks.peerOf({ ...eth0, ifindex: 3 }, "/run/netns/px-a"), null);
    assert.equal(nodeLinks.peerOf({ ...eth0, peerIfindex: 99 }, "/run/netns/px-a"), null);
  });

  test("is not an interface whose peer is on the node itself", () => {
    const links = nodeLinks.links.map((link) => ({ ...link, peerNetnsId: null }));
    assert.equal(new NodeLinks(links, new Map()).peerOf(eth0, "/run/netns/px-a"), null);
  });
});
