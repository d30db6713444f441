import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { policyRows } from "../../../../../aggregator/collect/rows/policy-rows.ts";
import type { Plan } from "../../../../../aggregator/evidence/plan.ts";
import { openRecordedCluster } from "../../../../recorded-cluster.ts";

describe("rules of policies in a recorded cluster", () => {
  let cluster: Awaited<ReturnType<typeof openRecordedCluster>>;
  before(async () => {
    cluster = await openRecordedCluster("v1.17.0-dev-dual-stack");
  });
  after(() => cluster.close());

  /** The rules of the source's policies for TCP to a port of an address. */
  const rulesTo = (source: string, ip: string, port: number) => {
    const own = cluster.inventory.northbound.logicalPort(source)?.addresses[0]?.ips[0] ?? "";
    // Of a plan only this is asked.
    const plan = {
      source: { logicalPort: source, ip: own },
      destination: { logicalPort: null, ip },
      traffic: { protocol: "tcp", port },
      targetPort: port,
    } as unknown as Plan;
    return policyRows(cluster.inventory, plan, "source").map(({ resource, rules }) => [
      resource.name,
      rules?.map(({ peer, isExcepted, port: fits }) => `${peer} ${isExcepted} ${fits}`).sort(),
    ]);
  };

  test("a range of ports, a block with an exception", () => {
    const [address, excepted, elsewhere] = ["10.16.0.9", "10.16.0.200", "10.99.0.1"];
    // TCP 8000 to 8100 and UDP 53, each to the block without its exception: peer, excepted, port.
    const outcome = (ip: string, port: number): unknown => rulesTo("c.default", ip, port);
    const of = (...rules: readonly string[]): unknown => [["c-egress", rules]];
    assert.deepEqual(outcome(address, 8050), of("true false false", "true false true"));
    assert.deepEqual(outcome(address, 85), of("true false false", "true false false"));
    assert.deepEqual(outcome(excepted, 8050), of("true true false", "true true true"));
    assert.deepEqual(outcome(elsewhere, 8050), of("false false false", "false false true"));
  });

  test("of a policy without rules there is none, whatever Kube-OVN adds", () => {
    assert.deepEqual(rulesTo("s1.shop", "10.16.0.9", 8050), [["deny-all", []]]);
  });
});
