import assert from "node:assert/strict";
import { test } from "node:test";
import { parseTunnelNeighbours } from "../../../../../agent/facts/tunnels/neighbours.ts";

// ovs-appctl tnl/neigh/show of Open vSwitch 3.1.0
const shown = `IP                                            MAC                 Bridge
==========================================================================
100.64.0.1                                    00:00:00:53:7f:2f   br-int
198.18.0.11                                   00:00:00:4D:25:64   br-phy
fd00:198:18::b                                00:00:00:4d:25:64   br-phy
`;

test("every entry has address, MAC and bridge; the heading is none", () => {
  assert.deepEqual(parseTunnelNeighbours(shown), [
    { address: "100.64.0.1", mac: "00:00:00:53:7f:2f", state: "", device: "br-int" },
    { address: "198.18.0.11", mac: "00:00:00:4d:25:64", state: "", device: "br-phy" },
    { address: "fd00:198:18::b", mac: "00:00:00:4d:25:64", state: "", device: "br-phy" },
  ]);
});

test("a table without entries has none", () => {
  const heading = shown.split("\n").slice(0, 2).join("\n");
  assert.deepEqual(parseTunnelNeighbours(heading), []);
  assert.deepEqual(parseTunnelNeighbours(""), []);
});

test("cut anywhere, it gives no address that is not there", () => {
  const whole = new Set(parseTunnelNeighbours(shown).map(({ address }) => address));
  for (let length = 0; length <= shown.length; length++) {
    for (const { address } of parseTunnelNeighbours(shown.slice(0, length))) {
      assert.ok(whole.has(address), address);
    }
  }
});
