import assert from "node:assert/strict";
import { test } from "node:test";
import { projectPod } from "../../../../../aggregator/inventory/kubernetes/pod-projection.ts";

const port = { name: "web", containerPort: 8080 };

function probesOf(spec: object) {
  const metadata = { namespace: "default", name: "b" };
  return projectPod({ metadata, spec: { nodeName: "node1", ...spec } }).probes;
}

test("each way to probe, with what it asks, and the defaults of v1.Probe", () => {
  const container = {
    name: "server",
    ports: [port],
    startupProbe: { tcpSocket: { port: "web" } },
    readinessProbe: { httpGet: { path: "/ready", port: 8081, scheme: "HTTPS" } },
    livenessProbe: { grpc: { port: 9000 } },
  };
  const plain = { container: "server", path: "", isEncrypted: false, hasHeaders: false, host: "" };
  assert.deepEqual(probesOf({ containers: [container] }), [
    { ...plain, probe: "startup", by: "tcp", port: 8080 },
    { ...plain, probe: "readiness", by: "http", port: 8081, path: "/ready", isEncrypted: true },
    { ...plain, probe: "liveness", by: "grpc", port: 9000 },
  ]);
});

test("a command sends nothing, a port may be a number in words, or a name that nothing has", () => {
  const containers = [
    { name: "one", livenessProbe: { exec: { command: ["true"] } } },
    { name: "two", ports: [port], livenessProbe: { httpGet: { port: "80", host: "127.0.0.1" } } },
    { name: "three", ports: [port], livenessProbe: { tcpSocket: { port: "admin" } } },
  ];
  assert.deepEqual(
    probesOf({ containers }).map((one) => [one.container, one.by, one.port, one.path, one.host]),
    [
      ["one", "command", null, "", ""],
      ["two", "http", 80, "/", "127.0.0.1"],
      ["three", "tcp", null, "", ""],
    ],
  );
});

test("headers of a probe's own, as it may be answered by them", () => {
  const httpHeaders = [{ name: "Host", value: "web.example.com" }];
  const containers = [
    { name: "one", livenessProbe: { httpGet: { port: 80, httpHeaders } } },
    { name: "two", livenessProbe: { httpGet: { port: 80, httpHeaders: [] } } },
    { name: "three", livenessProbe: { httpGet: { port: 80 } } },
  ];
  const told = probesOf({ containers }).map(({ hasHeaders }) => hasHeaders);
  assert.deepEqual(told, [true, false, false]);
});

test("of init containers only those that run beside the others have probes", () => {
  const readinessProbe = { tcpSocket: { port: 15_021 } };
  const initContainers = [
    { name: "proxy", restartPolicy: "Always", readinessProbe },
    { name: "setup", readinessProbe },
  ];
  const names = probesOf({ containers: [], initContainers }).map(({ container }) => container);
  assert.deepEqual(names, ["proxy"]);
});

test("whether a container has started is the kubelet's word, and absent without it", () => {
  const statuses = [{ name: "a", started: false }, { name: "b" }];
  const metadata = { namespace: "default", name: "b" };
  const pod = { metadata, spec: {}, status: { containerStatuses: statuses } };
  assert.deepEqual(
    projectPod(pod).containers.map(({ name, started }) => [name, started]),
    [
      ["a", false],
      ["b", undefined],
    ],
  );
});
