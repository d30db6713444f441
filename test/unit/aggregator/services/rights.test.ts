import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Plan } from "../../../../aggregator/evidence/plan.ts";
import type {
  Endpoint,
  SourceEndpoint,
} from "../../../../aggregator/inventory/endpoints/endpoints.ts";
import { EndpointError } from "../../../../aggregator/inventory/endpoints/error.ts";
import {
  type EndpointFinder,
  rightsOfEnds,
  rightsOfPath,
} from "../../../../aggregator/services/rights.ts";
import { reason } from "../../../../proto/reasons/index.ts";

const finder: EndpointFinder = {
  endpoint(words: string, _namespace: string, from?: SourceEndpoint): Endpoint {
    const pod = (namespace: string) => ({ kind: "Pod", namespace, name: "x", vpc: namespace });
    const found: Record<string, object> = {
      "shop/web": pod("shop"),
      "10.16.0.6": pod("bank"),
      "10.96.0.1": { kind: "Service", namespace: "kube-system", name: "dns" },
      "node/node1": { kind: "Node", name: "node1", vpc: "red" },
      "10.5.0.1": { kind: "Node", name: "node1" },
      "1.1.1.1": { kind: "Address", name: "1.1.1.1" },
    };
    // The one in the source's own VPC is meant, where the source is known.
    if (words === "10.0.0.9" && from !== undefined) return pod(from.vpc ?? "") as Endpoint;
    if (words === "10.0.0.9") {
      const candidates = ["red/a", "blue/a"];
      throw new EndpointError(reason("IP_AMBIGUOUS", { ip: words, candidates }));
    }
    const endpoint = found[words];
    if (endpoint !== undefined) return endpoint as Endpoint;
    const at = { namespace: "shop", name: words, suggestions: [] };
    throw new EndpointError(reason("POD_NOT_FOUND", at));
  },
};

function rights(source: string, destination: string): (string | null)[] {
  const open = { protocol: null, port: null, interface: null, family: null };
  const given = rightsOfEnds(finder, { source, destination, namespace: "default", ...open });
  for (const one of given) {
    assert.deepEqual([one.resource, one.verb], ["diagnoses", "create"]);
  }
  return given.map(({ namespace }) => namespace);
}

describe("rights by what was said", () => {
  const cases: readonly (readonly [string, string, readonly (string | null)[]])[] = [
    ["a", "b", ["default"]],
    ["shop/web", "pod/bank/db", ["shop", "bank"]],
    ["shop/web", "svc/bank/db", ["shop", "bank"]],
    ["shop/web", "node/node1", ["shop", null]],
    ["node/node1", "shop/web", [null, "shop"]],
    ["node/node1", "10.0.0.9", [null, "red"]],
    ["10.5.0.1", "node/node2", [null]],
    ["shop/web", "10.16.0.6", ["shop", "bank"]],
    ["shop/web", "10.96.0.1", ["shop", "kube-system"]],
    ["shop/web", "10.5.0.1", ["shop", null]],
    ["shop/web", "1.1.1.1", ["shop"]],
    ["shop/web", "db.bank.svc", ["shop"]],
    ["nobody/there", "bank/db", ["nobody", "bank"]],
    ["10.0.0.9", "b", ["red", "blue", "default"]],
    ["shop/web", "10.0.0.9", ["shop"]],
    ["shop/web", "10.16.9.9", ["shop"]],
  ];
  for (const [source, destination, wanted] of cases) {
    test(`${source} to ${destination}: ${wanted.map((one) => one ?? "cluster-wide")}`, () => {
      assert.deepEqual(rights(source, destination), wanted);
    });
  }
});

describe("rights by what is planned", () => {
  const end = (kind: string, namespace: string | null) => ({ kind, namespace });
  const planned = (change: object): Plan => {
    const source = end("Pod", "shop");
    const destination = end("Pod", "shop");
    const named = { source, destination };
    const path = { named, source, destination, service: null, exit: "none", ...change };
    return path as unknown as Plan; // the fields that rights are of
  };
  const namespaces = (change: object) =>
    rightsOfPath(planned(change)).map(({ namespace }) => namespace);

  test("a Service's backends in another namespace, or on a node's own network", () => {
    const backends = [end("Pod", "bank"), end("Node", null), null].map((one) => ({ end: one }));
    const service = { namespace: "front", backends };
    assert.deepEqual(namespaces({ service }), ["shop", "bank", null, "front"]);
  });

  test("an address from a host name that is another namespace's pod", () => {
    assert.deepEqual(namespaces({ destination: end("Pod", "bank") }), ["shop", "bank"]);
  });

  test("the gateway of packets that leave the cluster is only passed", () => {
    const named = { source: end("Pod", "shop"), destination: end("Address", null) };
    const leaving = { named, destination: end("Node", null) };
    assert.deepEqual(namespaces({ ...leaving, exit: "outside" }), ["shop"]);
    assert.deepEqual(namespaces({ ...leaving, exit: "host" }), ["shop", null]);
  });
});
