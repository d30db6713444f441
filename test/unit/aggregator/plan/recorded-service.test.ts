import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { kubeOvnRelease } from "../../../../aggregator/collect/rows/environment-rows.ts";
import { serviceRow } from "../../../../aggregator/collect/rows/service-row.ts";
import { planPath } from "../../../../aggregator/plan/plan.ts";
import { openRecordedCluster } from "../../../recorded-cluster.ts";

/** A SwitchLBRule's Service in a VPC of its own, whose two backends are checked for health. */
let cluster: Awaited<ReturnType<typeof openRecordedCluster>>;
before(async () => {
  cluster = await openRecordedCluster("v1.17.0-dev");
});
after(() => cluster.close());

function planTo(destination: string) {
  const request = { namespace: "red", protocol: null, port: null, interface: null, family: null };
  return planPath(cluster.inventory, { ...request, source: "red/r1", destination });
}

test("the Service of a SwitchLBRule is reached by the rule's address, named or not", () => {
  for (const words of ["svc/red/slr-slr1", "10.20.0.200"]) {
    const { path, port, protocol } = planTo(words);
    assert.deepEqual([path.service?.ip, port, protocol], ["10.20.0.200", 80, "tcp"]);
    assert.equal(path.service?.affinity, true);
  }
});

test("a backend that is offline gets no packet, and the row says which", () => {
  const { path } = planTo("svc/red/slr-slr1");
  assert.deepEqual(
    path.service?.backends.map(({ ip, end }) => [ip, end?.logicalPort]),
    [["10.20.0.2", "r1.red"]],
  );
  const { service, source } = path;
  assert.ok(service !== null);
  const row = serviceRow(cluster.inventory, source, service, "tcp");
  assert.deepEqual(row?.backends, ["10.20.0.2:8080", "10.21.0.2:8080"]);
  assert.deepEqual(row?.offline, ["10.21.0.2:8080"]);
  assert.deepEqual(row?.local, []); // prefer_local_backend=false
});

test("the only backend that is left is the client itself: what it sends comes round", () => {
  const { conversation, destination, source } = planTo("svc/red/slr-slr1").path;
  assert.equal(destination.logicalPort, source.logicalPort);
  assert.deepEqual(conversation.sources, ["10.20.0.2", "10.20.0.200"]);
});

test("a build without a version tells no more than from which release on it may be", () => {
  const release = kubeOvnRelease(cluster.inventory);
  assert.deepEqual([release?.version, release?.from.code], ["v1.15 or later", "RELEASE_BY_ROWS"]);
});
