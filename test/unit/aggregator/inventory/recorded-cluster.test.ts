import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { kubeOvnReleases, openRecordedCluster } from "../../../recorded-cluster.ts";

for (const release of kubeOvnReleases) {
  describe(`inventory: a recorded Kube-OVN, ${release}`, () => {
    let cluster: Awaited<ReturnType<typeof openRecordedCluster>>;

    before(async () => {
      cluster = await openRecordedCluster(release);
    });
    after(() => cluster.close());

    it("has every source complete", () => {
      for (const { name, status } of cluster.inventory.health()) assert.equal(status, "ok", name);
    });

    it("resolves every pod to its node, its port and the chassis that has it", () => {
      const { inventory } = cluster;
      const pods = [...inventory.kubernetes.pods()];
      assert.ok(pods.length >= 9, `${pods.length} pods`);
      for (const { namespace, name } of pods) {
        const endpoint = inventory.endpoint(`${namespace}/${name}`);
        assert.equal(endpoint.kind, "Pod");
        if (endpoint.kind !== "Pod") continue;
        assert.match(endpoint.node ?? "", /^n[123]$/, name);
        const port = inventory.southbound.portBinding(endpoint.logicalPort ?? "");
        assert.notEqual(port, null, `${namespace}/${name}: ${endpoint.logicalPort}`);
      }
    });
  });
}
