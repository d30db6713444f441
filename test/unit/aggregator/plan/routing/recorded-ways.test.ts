import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Inventory } from "../../../../../aggregator/inventory/inventory.ts";
import { planPath } from "../../../../../aggregator/plan/plan.ts";
import { type KubeOvnRelease, openRecordedCluster } from "../../../../recorded-cluster.ts";

/**
 * Where the packets of each recorded overlay pod end, by hand: from the objects (Subnets' gateways,
 * Vpcs' routes) and the nodes of the pods, not from what is planned.
 */

/** VPC of the pods, and by which nodes what they send to the outside leaves OVN. */
const pods: Readonly<Record<string, { readonly vpc: string; readonly out: string }>> = {
  // Distributed gateways: the pod's own node.
  "default/a": { vpc: "ovn-cluster", out: "n1" },
  "default/b": { vpc: "ovn-cluster", out: "n2" },
  "default/c": { vpc: "ovn-cluster", out: "n3" },
  "default/d": { vpc: "ovn-cluster", out: "n1" },
  "default/nd": { vpc: "ovn-cluster", out: "n2" },
  "default/p1": { vpc: "ovn-cluster", out: "n2" },
  "default/sg": { vpc: "ovn-cluster", out: "n3" },
  // Subnet central: gatewayNode n2.
  "shop/s1": { vpc: "ovn-cluster", out: "n2" },
  "shop/s2": { vpc: "ovn-cluster", out: "n2" },
  // Subnet ecmp: gatewayNode n1,n2 and enableEcmp.
  "default/e1": { vpc: "ovn-cluster", out: "n1+n2" },
  // The default route of the Vpc leads to 10.20.0.254, which nobody has.
  "red/r1": { vpc: "red", out: "-" },
  "red/r2": { vpc: "red", out: "-" },
};

const isSmall = (release: KubeOvnRelease): boolean => release === "v1.17.0-dev-unpatched-ovn";

function endOf(inventory: Inventory, source: string, destination: string): string {
  const { path } = planPath(inventory, {
    source,
    destination,
    namespace: "default",
    protocol: "icmp",
    port: null,
    interface: null,
    family: 4,
  });
  const { exit, gateways, destination: end } = path;
  if (exit === "none") return `pod ${end.namespace}/${end.name}`;
  const nodes = gateways?.map(({ node }) => node).join("+") ?? end.node ?? "-";
  return `${exit} ${nodes}${path.vpcs?.isReached === false ? " not reached" : ""}`;
}

for (const release of [
  "v1.13.15",
  "v1.17.0-dev",
  "v1.17.0-dev-dual-stack",
  "v1.17.0-dev-unpatched-ovn",
] as const) {
  describe(`routes of a recorded Kube-OVN, ${release}`, () => {
    let cluster: Awaited<ReturnType<typeof openRecordedCluster>>;
    const names = Object.keys(pods).filter((name) => !isSmall(release) || name !== "default/e1");

    before(async () => {
      cluster = await openRecordedCluster(release);
    });
    after(() => cluster.close());

    it("leads from every pod to every other of its VPC, and to none of another", () => {
      const actual: Record<string, string> = {};
      const expected: Record<string, string> = {};
      for (const source of names) {
        for (const destination of names) {
          const [from, to] = [pods[source], pods[destination]];
          if (source === destination || from === undefined || to === undefined) continue;
          const key = `${source} ${destination}`;
          actual[key] = endOf(cluster.inventory, source, destination);
          expected[key] =
            from.vpc === to.vpc ? `pod ${destination}` : `outside ${from.out} not reached`;
        }
      }
      assert.deepEqual(actual, expected);
    });

    it("leads outside by the gateways of the Subnet, and to a node by that node", () => {
      for (const source of names) {
        const { vpc, out } = pods[source] ?? { vpc: "", out: "" };
        assert.equal(endOf(cluster.inventory, source, "8.8.8.8"), `outside ${out}`, source);
        const toNode = vpc === "ovn-cluster" ? "host n3" : "outside -";
        assert.equal(endOf(cluster.inventory, source, "node/n3"), toNode, source);
      }
    });

    it("leads from a VPC with an external network to no pod of another VPC", (context) => {
      if (isSmall(release)) return context.skip("it has no such VPC");
      const end = endOf(cluster.inventory, "blue/bl1", "default/a");
      assert.match(end, /^outside .* not reached$/);
      assert.equal(endOf(cluster.inventory, "blue/bl1", "blue/bl2"), "pod blue/bl2");
    });
  });
}
