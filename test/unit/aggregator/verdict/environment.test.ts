import assert from "node:assert/strict";
import { test } from "node:test";
import type { CaseFile } from "../../../../aggregator/evidence/case-file.ts";
import type { EvidenceItem } from "../../../../aggregator/evidence/item.ts";
import { conclude } from "../../../../aggregator/verdict/conclude.ts";
import type { Environment } from "../../../../proto/documents/v1/environment.ts";
import { said } from "../../../../proto/reasons/index.ts";
import { recordedCases } from "./recorded-cases.ts";

const cases = recordedCases();

/** Without what the tests bring along. */
function recorded(name: string): CaseFile {
  const found = cases.find((one) => one.name.startsWith(`${name}.ovn`));
  assert.ok(found, name);
  const evidence = found.caseFile.evidence.filter(
    (item) => item.name !== "subnet" && item.name !== "kube-ovn",
  );
  return { ...found.caseFile, evidence };
}

function environmentOf(caseFile: CaseFile): Environment {
  const { environment } = conclude(caseFile);
  assert.ok(environment);
  return environment;
}

const head = { id: "x", at: "", node: null, status: "ok", reason: null } as const;
const subnet: EvidenceItem = {
  ...head,
  kind: "row",
  name: "subnet",
  role: "source",
  data: {
    name: "ovn-default",
    vpc: "ovn-cluster",
    cidrs: ["10.16.0.0/16"],
    gatewayType: "centralized",
    gatewayNode: "node3",
    natOutgoing: true,
    private: false,
    provider: "ovn",
    vlan: "",
  },
};
const release: EvidenceItem = {
  ...head,
  kind: "fact",
  name: "kube-ovn",
  data: { version: "v1.13.0", from: said("image of kube-system/kube-ovn-controller-0") },
};

test("releases, tunnel and kernel of every node of the path are those that the agents told", () => {
  const { nodes, sameNode, sameSubnet, sameVpc } = environmentOf(
    recorded("healthy.cross-node.tcp"),
  );
  assert.deepEqual(
    nodes.map(({ node, ovn, ovs, datapath, tunnel }) => [node, ovn, ovs, datapath, tunnel]),
    [
      ["node1", "23.03.1", "3.1.0", "netdev", "geneve"],
      ["node2", "23.03.1", "3.1.0", "netdev", "geneve"],
    ],
  );
  for (const { kernel, encapIps, reason } of nodes) {
    assert.match(kernel ?? "", /^\d+\.\d+/);
    assert.equal(encapIps.length, 1);
    assert.equal(reason, null);
  }
  assert.deepEqual([sameNode, sameSubnet, sameVpc], [false, true, true]);
});

test("a node that is both ends' is one node", () => {
  const { nodes, sameNode } = environmentOf(recorded("healthy.same-node.tcp"));
  assert.deepEqual([nodes.length, sameNode], [1, true]);
});

test("subnet, gateway and Kube-OVN's release are those of the inventory", () => {
  const caseFile = recorded("healthy.cross-node.tcp");
  const evidence = [...caseFile.evidence, subnet, release];
  const { source, destination, kubeOvn } = environmentOf({ ...caseFile, evidence });
  assert.deepEqual(
    [source.gatewayType, source.gatewayNode, source.natOutgoing, source.vpc, source.reason],
    ["centralized", "node3", true, "ovn-cluster", null],
  );
  assert.deepEqual([destination.subnet, destination.gatewayType], ["ovn-default", null]);
  assert.equal(destination.reason, "it was not examined");
  assert.deepEqual([kubeOvn.version, kubeOvn.reason], ["v1.13.0", null]);
});

test("what could not be looked at is null, with the reason", () => {
  const caseFile = recorded("healthy.cross-node.tcp");
  const evidence = caseFile.evidence.map((item) =>
    item.name === "node" && item.node === "node2"
      ? {
          ...item,
          status: "failed" as const,
          reason: said("the agent of node2 is away"),
          data: null,
        }
      : item,
  );
  const unknown: EvidenceItem = { ...release, data: null };
  const { nodes, kubeOvn } = environmentOf({ ...caseFile, evidence: [...evidence, unknown] });
  const [, second] = nodes;
  assert.deepEqual(
    [second?.ovn, second?.ovs, second?.kernel, second?.reason],
    [null, null, null, "the agent of node2 is away"],
  );
  // The southbound database still knows the tunnel's end.
  assert.deepEqual([second?.tunnel, second?.encapIps.length], ["geneve", 1]);
  assert.equal(kubeOvn.version, null);
  assert.match(kubeOvn.reason ?? "", /neither a pod of Kube-OVN/);
});
