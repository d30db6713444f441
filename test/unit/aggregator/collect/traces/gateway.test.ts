import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { outcomeOf } from "../../../../../agent/openflow/trace/outcome.ts";
import { parseTrace } from "../../../../../agent/openflow/trace/parse.ts";
import type { CollectContext } from "../../../../../aggregator/collect/collector.ts";
import { gatewayTraceCollector } from "../../../../../aggregator/collect/traces/gateway.ts";
import type { Plan } from "../../../../../aggregator/evidence/plan.ts";
import { makePlan } from "../../../../../aggregator/plan/plan.ts";
import { ProbeIdentifiers } from "../../../../../aggregator/plan/probe-identifiers.ts";
import { openRecordedCluster, recordedText } from "../../../../recorded-cluster.ts";

describe("which of several gateways the trace of the request leads to", () => {
  let cluster: Awaited<ReturnType<typeof openRecordedCluster>>;
  let plan: Plan;

  before(async () => {
    cluster = await openRecordedCluster("v1.17.0-dev");
    const request = { source: "default/e1", destination: "198.18.0.254", namespace: "default" };
    const open = { protocol: null, port: null, interface: null, family: null, count: null };
    const rest = { size: null, passive: false, timeoutMs: 1, errorText: "", httpPath: "" };
    plan = makePlan(cluster.inventory, { ...request, ...open, ...rest }, new ProbeIdentifiers());
  });
  after(() => cluster.close());

  /** The plan as such a trace refines it. */
  function refined(result: string, egressKeys: readonly number[]): Plan {
    const outputs = egressKeys.map((egressKey) => ({ kind: "tunnel", vni: 3, egressKey }));
    const gatewayTrace = () => ({ known: true, id: "e1", value: { trace: { result, outputs } } });
    const context = { inventory: cluster.inventory, found: { gatewayTrace } };
    return gatewayTraceCollector.refine?.(plan, context as unknown as CollectContext) ?? plan;
  }

  function keyOf(node: string): number {
    return cluster.inventory.southbound.portBinding(`node-${node}`)?.tunnelKey ?? -1;
  }

  it("the recorded one leaves by the tunnel to n1, chosen by the source's address", async () => {
    const text = await recordedText("v1.17.0-dev", "traces/external-ecmp.openflow.txt");
    const outcome = outcomeOf(parseTrace(text.slice(text.indexOf("\n") + 1)));
    assert.ok(outcome.kind === "output");
    const keys = outcome.outputs.flatMap(({ tunnel }) => tunnel?.egressPortKey ?? []);
    assert.deepEqual(keys, [keyOf("n1")]);
    const { destination, gatewayChoice, relation } = refined("delivered", keys);
    assert.deepEqual([destination.node, gatewayChoice], ["n1", "source"]);
    assert.equal(relation, "cross-node");
  });

  it("another bucket leads to the other gateway", () => {
    const { destination, gateways } = refined("delivered", [keyOf("n2")]);
    assert.deepEqual([destination.node, destination.logicalPort], ["n2", "node-n2"]);
    assert.deepEqual(
      gateways?.map(({ node }) => node),
      ["n1", "n2"],
    );
  });

  it("where OVS chooses by connection the trace ends, and the gateway stays open", () => {
    assert.equal(refined("incomplete", []).gatewayChoice, "connection");
  });

  it("what is dropped, or leaves by no gateway, says nothing of them", () => {
    assert.equal(refined("dropped", []).gatewayChoice, undefined);
    assert.equal(refined("delivered", [4_000]).gatewayChoice, undefined);
  });
});
