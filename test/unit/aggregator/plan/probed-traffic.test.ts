import assert from "node:assert/strict";
import { test } from "node:test";
import type { Endpoint } from "../../../../aggregator/inventory/endpoints/endpoints.ts";
import { projectPod } from "../../../../aggregator/inventory/kubernetes/pod-projection.ts";
import { projectObject } from "../../../../aggregator/inventory/kubernetes/projection.ts";
import { withPodProbe } from "../../../../aggregator/plan/probed-traffic.ts";
import type { PathRequest } from "../../../../aggregator/plan/request.ts";

const attachment = { logicalPort: null, expectedLogicalPort: null, mac: null, subnet: null };

const object = projectObject("Node", { metadata: { name: "node1" }, spec: {} });
assert.ok(object.kind === "Node");

const node: Endpoint = {
  ...attachment,
  kind: "Node",
  vpc: null,
  name: "node1",
  node: "node1",
  ips: ["198.18.0.11"],
  object,
};

function pod(containers: readonly object[], containerStatuses: readonly object[] = []): Endpoint {
  const metadata = { namespace: "default", name: "b" };
  return {
    ...attachment,
    kind: "Pod",
    vpc: null,
    namespace: "default",
    name: "b",
    node: "node1",
    ips: ["10.16.0.6"],
    hostNetwork: false,
    interface: null,
    pod: projectPod({ metadata, spec: { containers }, status: { containerStatuses } }),
  };
}

const open: PathRequest = {
  source: "",
  destination: "",
  namespace: "default",
  protocol: null,
  port: null,
  interface: null,
  family: null,
};

const http = { name: "web", readinessProbe: { httpGet: { path: "/ready", port: 8080 } } };
const tcp = { name: "db", livenessProbe: { tcpSocket: { port: 5432 } } };

test("from a node to a pod that has a probe, the probe says what is asked for", () => {
  const asked = { protocol: "tcp", port: 8080, httpPath: "/ready" };
  assert.deepEqual(withPodProbe(node, pod([http, tcp]), open), asked);
  assert.deepEqual(withPodProbe(node, pod([tcp]), open), {
    protocol: "tcp",
    port: 5432,
    httpPath: "",
  });
});

test("one that fails by the status goes first", () => {
  const statuses = [
    { name: "web", ready: true, state: { running: {} } },
    { name: "db", ready: false, state: { running: {} } },
  ];
  assert.equal(withPodProbe(node, pod([http, tcp], statuses), open).port, 5432);
});

test("what is named stays as it is; by tcp alone the probe gives the port", () => {
  const named = { ...open, protocol: "tcp", port: 9 } as const;
  assert.deepEqual(withPodProbe(node, pod([http]), named), {
    protocol: "tcp",
    port: 9,
    httpPath: "",
  });
  assert.equal(withPodProbe(node, pod([http]), { ...open, protocol: "icmp" }).port, null);
  const byTcp = withPodProbe(node, pod([http]), { ...open, protocol: "tcp" });
  assert.deepEqual([byTcp.port, byTcp.httpPath], [8080, ""]);
});

test("no probe, one that is no packet to the pod, or a pod that asks: nothing is filled in", () => {
  const elsewhere = { name: "x", livenessProbe: { tcpSocket: { port: 1, host: "127.0.0.1" } } };
  const command = { name: "y", livenessProbe: { exec: { command: ["true"] } } };
  const unasked = { protocol: null, port: null, httpPath: "" };
  assert.deepEqual(withPodProbe(node, pod([elsewhere, command]), open), unasked);
  assert.deepEqual(withPodProbe(node, pod([]), open), unasked);
  assert.deepEqual(withPodProbe(pod([]), pod([http]), open), unasked);
});

test("HTTPS is asked for by TCP, and a path that no request line can hold not at all", () => {
  const secure = { httpGet: { path: "/", port: 8443, scheme: "HTTPS" } };
  const spaced = { httpGet: { path: "/a b", port: 8080 } };
  for (const readinessProbe of [secure, spaced]) {
    const { protocol, httpPath } = withPodProbe(node, pod([{ name: "s", readinessProbe }]), open);
    assert.deepEqual([protocol, httpPath], ["tcp", ""]);
  }
});
