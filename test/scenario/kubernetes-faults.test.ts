import assert from "node:assert/strict";
import { test } from "node:test";
import { testAccess } from "./access/access-tests.ts";
import { noApiServerReason } from "./api-server.ts";
import { cellsOf, runCell } from "./fault-matrix.ts";
import { diagnose, labFaults } from "./lab-run.ts";
import { labSession } from "./session.ts";

/**
 * Who may ask what, and a sample of the catalogue, with the objects in a real API server, and with
 * agents and callers that prove who they are: verdicts are as with the folder of manifests.
 * TAPLINE_TEST_KUBERNETES=1 takes the whole suite there.
 */
const sample = new Set([
  "acl-ingress-deny",
  "subnet-private",
  "ovn-controller-disconnected",
  "port-not-listening",
  "pod-not-scheduled",
  "pod-without-address",
]);
const skip = await noApiServerReason();

if (skip !== false) test("faults with the Kubernetes API", { skip }, () => {});
else {
  const session = labSession("tlkube", "--tls", "--kubernetes");
  const faults = (await labFaults()).filter(({ name }) => sample.has(name));

  testAccess(session);

  test("a healthy path, and names that do not exist", async () => {
    const healthy = await diagnose(session.env(), "a", "b");
    assert.equal(healthy.diagnosis?.outcome, "reachable", healthy.stderr);
    const missing = await diagnose(session.env(), "a", "bb");
    assert.equal(missing.exitCode, 2);
    assert.match(missing.stderr, /did you mean default\/b.*\[POD_NOT_FOUND\]/);
    const service = await diagnose(session.env(), "a", "svc/webb");
    assert.equal(service.exitCode, 2);
    assert.match(service.stderr, /did you mean default\/web.*\[SERVICE_NOT_FOUND\]/);
  });

  for (const cell of cellsOf(faults)) {
    test(`${cell.fault.name}, ${cell.source} to ${cell.destination}`, async () => {
      for (const result of await runCell(session.env(), cell)) {
        const { outcome, stage, direction, code } = cell.expect;
        assert.deepEqual(result.got, { outcome, stage, direction, code }, result.run.stderr);
        assert.equal(result.run.diagnosis?.confidence, "confirmed");
      }
    });
  }
}
