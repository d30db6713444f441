import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  IpJsonError,
  parseIpLinks,
  parseIpNeighbours,
  parseIpRoutes,
  parseNetnsIds,
} from "../../../../agent/ports/ip-json.ts";
import { bareAddresses, toLinks } from "../../../../agent/ports/links.ts";
import { ipFixture, podLinks } from "./link-fixture.ts";

describe("what ip prints", () => {
  test("gives a pod's interface with its peer, addresses and counters", () => {
    const eth0 = podLinks.find(({ name }) => name === "eth0");
    assert.ok(eth0);
    const { ifindex, peerIfindex, mac, mtu, up, carrier, kind } = eth0;
    assert.deepEqual(
      { ifindex, peerIfindex, mac, mtu, up, carrier, kind },
      {
        ifindex: 2,
        peerIfindex: 6,
        mac: "00:00:00:aa:00:05",
        mtu: 1400,
        up: true,
        carrier: true,
        kind: "veth",
      },
    );
    assert.deepEqual(eth0.addresses, ["10.16.0.5/16", "fe80::200:ff:feaa:5/64"]);
    assert.deepEqual(bareAddresses(eth0), ["10.16.0.5", "fe80::200:ff:feaa:5"]);
    assert.ok(Number(eth0.rxPackets) > 0);
  });

  test("tells addresses that duplicate address detection keeps from being used", () => {
    const links = toLinks(parseIpLinks(ipFixture("addr-pod-duplicate")));
    const eth0 = links.find(({ name }) => name === "eth0");
    assert.deepEqual(eth0?.unusableAddresses, {
      "fd00:10:16::6": "duplicate",
      "fd00:10:16::7": "tentative",
      "fd00:10:16::8": "tentative",
    });
    assert.deepEqual(links.find(({ name }) => name === "lo")?.unusableAddresses, {});
  });

  test("names the peer of a veth in the same namespace by its index", () => {
    const text = `[{"ifindex":2,"ifname":"a","link":"b"},{"ifindex":3,"ifname":"b","link":"a"}]`;
    assert.deepEqual(
      toLinks(parseIpLinks(text)).map(({ peerIfindex }) => peerIfindex),
      [3, 2],
    );
  });

  test("gives routes, neighbours and the names of namespaces", () => {
    assert.deepEqual(parseIpRoutes(ipFixture("route-pod-a"))[0], {
      dst: "default",
      gateway: "10.16.0.1",
      dev: "eth0",
      prefsrc: "",
      table: "",
      type: "",
    });
    const failed = parseIpNeighbours(ipFixture("neigh-pod-a")).find(({ lladdr }) => lladdr === "");
    assert.deepEqual(failed?.state, ["FAILED"]);
    assert.equal(parseNetnsIds(ipFixture("netns-list-id-node1")).get(1), "px-a");
  });

  test("is nothing when ip has nothing to say", () => {
    assert.deepEqual(parseIpLinks(""), []);
    assert.deepEqual(parseIpLinks("[{},{}]"), []);
  });

  test("is an error when it is cut anywhere, or something else", () => {
    const text = ipFixture("route-pod-a").trim();
    for (let length = 1; length < text.length; length += 1) {
      assert.throws(() => parseIpRoutes(text.slice(0, length)), IpJsonError);
    }
    assert.throws(() => parseIpLinks("{}"), IpJsonError);
    assert.throws(() => parseIpLinks(`[{"ifname":"eth0"}]`), IpJsonError);
  });
});
