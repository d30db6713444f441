import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { tunnelPorts } from "../../../../../agent/facts/tunnels/ports.ts";
import { datapathType } from "../../../../../agent/facts/vswitchd.ts";
import { snapshotOf } from "../../ports/ovs-fixture.ts";

const tunnel = (chassisId: string, type = "geneve") => ({
  name: "ovn-chassi-0",
  type,
  options: { remote_ip: "172.31.0.12", key: "flow" },
  portIds: { "ovn-chassis-id": chassisId },
});

const chassisOf = (chassisId: string): string | undefined =>
  tunnelPorts(snapshotOf([tunnel(chassisId)]))[0]?.chassis;

describe("tunnel ports", () => {
  test("have their remote end from the interface and their chassis from the port", () => {
    const interfaces = [tunnel("chassis-node2@172.31.0.12"), { name: "a_h" }, { name: "eth0" }];
    assert.deepEqual(tunnelPorts(snapshotOf(interfaces)), [
      {
        interface: "ovn-chassi-0",
        ofport: 1,
        type: "geneve",
        remoteIp: "172.31.0.12",
        error: "",
        chassis: "chassis-node2",
      },
    ]);
  });

  test("name the chassis as every OVN writes it", () => {
    assert.equal(chassisOf("c@10.0.0.1%10.0.0.2"), "c");
    assert.equal(chassisOf("node@site@10.0.0.1"), "node@site");
    assert.equal(chassisOf("c"), "c");
  });

  test("that could not be opened have no port number", () => {
    const broken = { ...tunnel("c@1"), ofport: -1, error: "could not add network device" };
    const [port] = tunnelPorts(snapshotOf([broken]));
    assert.deepEqual([port?.ofport, port?.error], [-1, "could not add network device"]);
  });
});

test("the datapath's type is that of the integration bridge", () => {
  assert.equal(datapathType(snapshotOf([])), "netdev");
  assert.equal(datapathType(snapshotOf([], { "ovn-bridge": "br-ovn" })), "");
});
