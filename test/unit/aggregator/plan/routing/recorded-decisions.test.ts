import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { RouterDecisionRow } from "../../../../../aggregator/evidence/destination-rows.ts";
import { routerDecision } from "../../../../../aggregator/plan/routing/router-decision.ts";
import { kubeOvnReleases, openRecordedCluster } from "../../../../recorded-cluster.ts";

/**
 * Kube-OVN's patches rank a route by source address below every other; upstream OVN by its length.
 * That is what the traces of the recordings show (`other-vpc-default-route`).
 */
const patched = { by: "route 0.0.0.0/0", nexthop: "10.20.0.254", isRouters: false };
const upstream = { by: "route 10.20.0.0/24", nexthop: "10.20.0.1", isRouters: true };

for (const release of kubeOvnReleases) {
  describe(`a router's decisions in a recorded Kube-OVN, ${release}`, () => {
    let cluster: Awaited<ReturnType<typeof openRecordedCluster>>;

    before(async () => {
      cluster = await openRecordedCluster(release);
    });
    after(() => cluster.close());

    const decide = (router: string, source: string, destination: string): RouterDecisionRow => {
      const packet = { source, destination, protocol: "icmp", port: null } as const;
      const row = routerDecision(cluster.inventory, router, packet, null);
      assert.ok(row !== null);
      assert.equal(row.isUncertain, false);
      assert.equal(row.passedOver, null);
      return row;
    };

    it("takes the default route of a VPC or the route by source, as that release does", () => {
      const { by, kind, nexthops } = decide("red", "10.20.0.2", "198.18.0.254");
      const wanted = release.endsWith("unpatched-ovn") ? upstream : patched;
      assert.deepEqual([by, kind], [wanted.by, "route"]);
      const { ip, isRouters, logicalPort, mayBeLearnt } = nexthops[0] ?? {};
      assert.deepEqual([ip, isRouters], [wanted.nexthop, wanted.isRouters]);
      assert.deepEqual([logicalPort, mayBeLearnt], [null, false]);
    });

    it("drops what a policy of the VPC drops, wherever a route would lead", () => {
      const { by, kind, nexthops } = decide("red", "10.20.0.77", "8.8.8.8");
      assert.deepEqual([by, kind, nexthops], ["policy 100 ip4.src==10.20.0.77", "drop", []]);
    });

    it("delivers to a connected Subnet before any policy", () => {
      const { by, kind } = decide("ovn-cluster", "10.16.0.3", "10.17.0.2");
      assert.deepEqual([by, kind], ["network 10.17.0.0/24", "connected"]);
    });

    it("reroutes to a node's join address what is for the node", () => {
      const { by, nexthops } = decide("ovn-cluster", "10.17.0.2", "198.18.0.13");
      assert.equal(by, "policy 30000 ip4.dst == 198.18.0.13");
      assert.deepEqual(
        nexthops.map(({ logicalPort }) => logicalPort),
        ["node-n3"],
      );
    });

    it("spreads over all gateway nodes of an ECMP gateway", (context) => {
      if (release.endsWith("unpatched-ovn")) return context.skip("it has no such Subnet");
      const { by, nexthops } = decide("ovn-cluster", "10.22.0.2", "8.8.8.8");
      assert.equal(by, "policy 29000 ip4.src == 10.22.0.0/24");
      assert.deepEqual(
        nexthops.map(({ ip, logicalPort }) => `${ip} ${logicalPort}`),
        ["100.64.0.2 node-n1", "100.64.0.3 node-n2"],
      );
    });
  });
}
