import assert from "node:assert/strict";
import { test } from "node:test";
import { connectFrom } from "../../../lab/connectivity.ts";
import { mixed, sampleOf, seed } from "../../seed.ts";
import { noApiServerReason } from "../api-server.ts";
import { type CellResult, cellsOf, runCell } from "../fault-matrix.ts";
import { podNamed } from "../in-lab.ts";
import { diagnose, type Expectation, labFaults, protocolArgs } from "../lab-run.ts";
import { labSession } from "../session.ts";

/**
 * A sample of the catalogue on what Kube-OVN's own controller, daemon and CNI plugin wrote: in each
 * of the places that packets stop at, and by what only they make.
 */
const sample = new Set([
  "acl-ingress-deny",
  "acl-except",
  "subnet-private",
  "logical-port-missing",
  "router-policy-drop",
  "ovn-controller-paused",
  "alien-drop-destination",
  "underlay-blocked",
  "underlay-mtu-small",
  "pod-firewall-drop-request",
  "port-not-listening",
  "service-no-endpoints",
  "gateway-not-forwarding-centralized",
  "provider-trunk-blocked",
]);

/** Pods of the default VPC: those of another one may have their addresses as well. */
const pods = ["a", "b", "c", "d", "e", "f", "g", "m", "ua", "ub"];
const pairs = pods.flatMap((from) => pods.filter((to) => to !== from).map((to) => [from, to]));

const folder = process.env.TAPLINE_KUBE_OVN;
const skip = folder
  ? await noApiServerReason()
  : "TAPLINE_KUBE_OVN names no folder with Kube-OVN's programs";

if (folder === undefined || skip !== false) test("faults on a real Kube-OVN", { skip }, () => {});
else {
  const upOptions = ["--kube-ovn", folder];
  const session = labSession("tlreal", ...upOptions);
  const faults = (await labFaults()).filter(({ name }) => sample.has(name));

  test("every pod reaches every other as a plain client does", async () => {
    const status = session.status();
    const wrong: string[] = [];
    for (const [from = "", to = ""] of sampleOf(pairs, 8)) {
      const [source, destination] = [podNamed(status, from), podNamed(status, to)];
      const answers = (await connectFrom(source.netns, "tcp", destination.ip, 8080)) === "answered";
      const { diagnosis } = await diagnose(session.env(), from, to, ...protocolArgs("tcp"));
      if ((diagnosis?.outcome === "reachable") === answers) continue;
      wrong.push(`${from} to ${to}: ${diagnosis?.outcome}, a client says ${answers}`);
    }
    assert.deepEqual(wrong, []);
  });

  for (const [index, cell] of cellsOf(faults).entries()) {
    const { protocols } = cell.fault;
    const protocol = protocols[mixed(seed, index) % protocols.length] ?? "icmp";
    test(`${cell.fault.name}, ${cell.source} to ${cell.destination}, ${protocol}`, async () => {
      const results = await runCell(session.env(), cell, { protocols: [protocol], upOptions });
      assert.equal(results.length, 1);
      for (const result of results) assertAsTold(cell.expect, result);
    });
  }
}

function assertAsTold(expect: Expectation, { got, run }: CellResult): void {
  const { outcome, stage, direction, code, confidence } = expect;
  assert.deepEqual(got, { outcome, stage, direction, code }, run.stderr);
  assert.equal(run.diagnosis?.confidence, confidence);
}
