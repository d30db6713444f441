import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDriver, parseFeatures, readNics, uplinkNames } from "../../../../agent/facts/nics.ts";
import type { LinkState } from "../../../../agent/ports/links.ts";
import { snapshotOf } from "../ports/ovs-fixture.ts";
import { fixture } from "./facts-fixture.ts";

const driver = (name: string): string => fixture(`ethtool/driver-${name}.ethtool-6.1.txt`);
const features = (name: string): string => fixture(`ethtool/features-${name}.ethtool-6.1.txt`);

function link(name: string, changes: Partial<LinkState> = {}): LinkState {
  return { name, addresses: [], master: "", ...changes } as LinkState;
}

test("the driver of a NIC, and of one without firmware", () => {
  const nic = { driver: "virtio_net", version: "1.0.0", firmware: "" };
  assert.deepEqual(parseDriver(driver("virtio-net")), nic);
  assert.deepEqual(parseDriver(driver("veth")), { driver: "veth", version: "1.0", firmware: "" });
  const flashed = driver("virtio-net").replace(
    "firmware-version: ",
    "firmware-version: 16.35.2000",
  );
  assert.equal(parseDriver(flashed).firmware, "16.35.2000");
});

test("offloads, whether or not they can be changed", () => {
  const {
    "rx-checksumming": fixed,
    "tx-checksumming": free,
    ...rest
  } = parseFeatures(features("virtio-net"));
  assert.deepEqual([fixed, free], [true, true]);
  assert.equal(rest["large-receive-offload"], false);
  assert.equal(parseFeatures(features("veth"))["tx-udp_tnl-segmentation"], true);
  assert.ok(!("highdma" in rest)); // nothing that packets are lost by
});

test("cut at every length, nothing is made up", () => {
  for (const name of ["virtio-net", "veth"]) {
    const whole = parseFeatures(features(name));
    const text = features(name);
    for (let length = 0; length < text.length; length++) {
      for (const [key, value] of Object.entries(parseFeatures(text.slice(0, length)))) {
        assert.equal(value, whole[key], `${key} at ${length}`);
      }
    }
    const told = driver(name);
    const { driver: known } = parseDriver(told);
    for (let length = 0; length < told.length; length++) {
      assert.ok(known.startsWith(parseDriver(told.slice(0, length)).driver));
    }
  }
});

test("uplinks: what has the tunnel's address, what is on its bridge, members of a bond", () => {
  const links = [
    link("lo"),
    link("br-phy", { addresses: ["198.18.0.11/23"] }),
    link("bond0"),
    link("eth0", { master: "bond0" }),
    link("eth1", { master: "bond0" }),
    link("a_h"),
  ];
  const snapshot = {
    ...snapshotOf([{ name: "a_h" }, { name: "bond0", bridge: "br-phy" }]),
    externalIds: new Map([["ovn-encap-ip", "198.18.0.11"]]),
  };
  assert.deepEqual(uplinkNames(links, snapshot), ["br-phy", "bond0", "eth0", "eth1"]);
  assert.deepEqual(uplinkNames(links, null), []);
  const plain = { ...snapshot, externalIds: new Map([["ovn-encap-ip", "10.0.0.1,10.0.0.2"]]) };
  const two = [link("eth0", { addresses: ["10.0.0.2/24", "fe80::1/64"] })];
  assert.deepEqual(uplinkNames(two, plain), ["eth0"]);
});

test("an interface that is gone is told of, and why nothing is known", async () => {
  const gone = link("tl-gone0", { addresses: ["10.0.0.2/24"] });
  const snapshot = {
    ...snapshotOf([]),
    externalIds: new Map([["ovn-encap-ip", "10.0.0.2"]]),
  };
  const [nic] = await readNics([gone], snapshot, new AbortController().signal);
  assert.deepEqual([nic?.name, nic?.driver], ["tl-gone0", ""]);
  assert.match(nic?.detail ?? "", /ethtool/);
});
