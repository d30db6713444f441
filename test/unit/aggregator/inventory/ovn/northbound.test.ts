import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Northbound } from "../../../../../aggregator/inventory/ovn/northbound.ts";
import { policyText } from "../../../../../aggregator/inventory/ovn/policy-reference.ts";
import { readRecording, serveRecording } from "../../../../recorded-database.ts";
import { ovnVersions } from "../../../fixture-versions.ts";

for (const version of ovnVersions) {
  describe(`the northbound of a cluster with policies, OVN ${version}`, () => {
    let served: Awaited<ReturnType<typeof serveRecording>>;
    let northbound: Northbound;
    before(async () => {
      served = await serveRecording(await readRecording(`policies-nb.ovn-${version}.json`));
      northbound = new Northbound(served.client);
      served.client.start();
      await northbound.mirror.whenSynced(AbortSignal.timeout(5_000));
    });
    after(async () => {
      await served.close();
    });

    const portOf = (name: string) => {
      const port = northbound.logicalPort(name);
      assert.ok(port, name);
      return port;
    };

    test("lacks only what OVN 23.03 did not have", () => {
      const missing = version === "23.03.1" ? [{ table: "ACL", column: "tier" }] : [];
      assert.deepEqual(northbound.mirror.status.missing, missing);
    });

    test("finds ports by name, pod and address, and follows them to switch and router", () => {
      const port = portOf("b.default");
      assert.deepEqual(port.addresses, [
        { mac: "00:00:00:aa:00:06", ips: ["10.16.0.6"], keyword: null },
      ]);
      const logicalSwitch = northbound.switchOf(port);
      assert.equal(logicalSwitch?.name, "ovn-default");
      assert.deepEqual(
        northbound.routersOf(logicalSwitch).map(({ name }) => name),
        ["ovn-cluster"],
      );
      assert.equal(northbound.routerPortsOf(logicalSwitch)[0]?.networks[0], "10.16.0.1/16");
      const vm = northbound.portsOfPod("default", "virt-launcher-vm1-x");
      assert.deepEqual(
        vm.map(({ name }) => name),
        ["vm1.default"],
      );
      assert.equal(northbound.portsWithAddress("FD00:0::9")[0]?.name, "vm1.default");
      assert.deepEqual(northbound.portsWithAddress("10.16.0.99"), []);
    });

    test("names the policies that select a port; groups of nodes and subnets are none", () => {
      const texts = northbound
        .policiesSelecting(portOf("b.default"))
        .map(({ policy }) => policyText(policy));
      assert.deepEqual(texts.sort(), [
        "NetworkPolicy default/also-deny",
        "NetworkPolicy default/deny-all",
        "NetworkPolicy default/egress-only",
        "NetworkPolicy default/np123",
      ]);
      assert.deepEqual(northbound.policiesSelecting(portOf("node-node1")), []);
      assert.deepEqual(northbound.policiesSelecting(portOf("a.default")), []);
      const [web] = northbound.policiesSelecting(portOf("d.default"));
      assert.equal(web && policyText(web.policy), "SecurityGroup web");
    });

    test("gives a subnet's own ACLs, load balancers by address, and policies by priority", () => {
      const apart = northbound.logicalSwitch("apart");
      assert.ok(apart);
      assert.deepEqual(
        northbound
          .subnetAclsOf(apart)
          .map(({ priority, action }) => [priority, action])
          .sort(),
        [
          [1000, "drop"],
          [1001, "allow-related"],
        ],
      );
      const [balancer] = northbound.loadBalancersWithVip("10.96.0.10:80");
      assert.equal(balancer?.vips.get("10.96.0.10:80"), "10.16.0.5:8080,10.16.0.6:8080");
      const router = northbound.logicalRouter("ovn-cluster");
      assert.ok(router);
      assert.deepEqual(
        northbound.policiesOf(router).map(({ priority, nexthops }) => [priority, nexthops]),
        [
          [31000, []],
          [29000, ["100.64.0.2"]],
        ],
      );
      assert.ok((northbound.global()?.nbCfg ?? 0) > 0);
    });
  });
}
