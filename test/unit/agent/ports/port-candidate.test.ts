import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { portCandidates, snapshotProblems } from "../../../../agent/ports/port-candidate.ts";
import { reason } from "../../../../proto/reasons/index.ts";
import { nodeLinks } from "./link-fixture.ts";
import { snapshotOf } from "./ovs-fixture.ts";

const namesOf = (...args: Parameters<typeof snapshotOf>): string[] =>
  portCandidates(snapshotOf(...args), nodeLinks).map(
    ({ ifaceId, plugged, hostLink }) =>
      `${plugged?.iface.name ?? "-"} ${ifaceId} ${hostLink?.name}`,
  );

describe("what may be a pod's port", () => {
  test("is what has an iface-id, whether its device exists or not", () => {
    const interfaces = [
      { name: "a_h", ids: { "iface-id": "a.default" } },
      { name: "gone_h", ids: { "iface-id": "gone.default" }, ofport: -1 },
      { name: "c_h", ids: { "iface-id": "c.default" } },
    ];
    assert.deepEqual(namesOf(interfaces), [
      "a_h a.default a_h",
      "gone_h gone.default undefined",
      "c_h c.default c_h",
    ]);
  });

  test("is an interface of the integration bridge that lost its iface-id", () => {
    assert.deepEqual(namesOf([{ name: "a_h" }, { name: "c_h" }]), ["a_h  a_h", "c_h  c_h"]);
  });

  test("is a veth of kube-ovn's form of name that is on no bridge", () => {
    assert.deepEqual(namesOf([{ name: "c_h" }]), ["c_h  c_h", "-  a_h"]);
  });

  test("is not the uplink on another bridge, a tunnel, a patch port or the bridge itself", () => {
    const others = [
      { name: "eth0", bridge: "br-phy" },
      { name: "ovn-1", type: "geneve", ids: { "iface-id": "x" } },
      { name: "patch-1", type: "patch" },
      { name: "br-int", type: "internal" },
      { name: "a_h", bridge: "br-phy" },
      { name: "c_h", bridge: "br-phy" },
    ];
    assert.deepEqual(namesOf(others), []);
  });

  test("is looked for on the bridge that ovn-controller uses", () => {
    const other = [{ name: "a_h", bridge: "br-ovn" }, { name: "c_h" }];
    assert.deepEqual(namesOf(other, { "ovn-bridge": "br-ovn" }), ["a_h  a_h"]);
  });
});

describe("what is wrong in the database", () => {
  test("is an iface-id of two interfaces, and an interface's error", () => {
    const problems = snapshotProblems(
      snapshotOf([
        { name: "a_h", ids: { "iface-id": "a.default" } },
        { name: "b_h", ids: { "iface-id": "a.default" }, error: "could not open network device" },
      ]),
    );
    assert.deepEqual(problems, [
      reason("IFACE_ID_ON_SEVERAL", { id: "a.default", interfaces: ["a_h", "b_h"] }),
      reason("INTERFACE_HAS_ERROR", { interface: "b_h", said: "could not open network device" }),
    ]);
  });

  test("is nothing when each has its own", () => {
    const ids = (id: string) => ({ ids: { "iface-id": id } });
    const healthy = snapshotOf([
      { name: "a_h", ...ids("a") },
      { name: "b_h", ...ids("b") },
    ]);
    assert.deepEqual(snapshotProblems(healthy), []);
  });
});
