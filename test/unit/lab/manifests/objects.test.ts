import assert from "node:assert/strict";
import { test } from "node:test";
import { parse, stringify } from "yaml";
import type { Manifest } from "../../../../lab/manifests/manifest.ts";
import { fileNameOf, manifestsOf } from "../../../../lab/manifests/objects.ts";
import { topologyOf } from "../../../../lab/topology/topology.ts";

const manifests = manifestsOf(topologyOf("lab", 3));

function find(kind: string, name: string): Manifest {
  const manifest = manifests.find((one) => one.kind === kind && one.metadata.name === name);
  assert.ok(manifest, `${kind} ${name}`);
  return manifest;
}

test("there is every kind that a diagnosis reads", () => {
  const kinds = new Set(manifests.map(({ kind }) => kind));
  const wanted = ["Namespace", "Node", "Pod", "Service", "EndpointSlice", "NetworkPolicy"];
  for (const kind of [...wanted, "Vpc", "Subnet", "IP"]) assert.ok(kinds.has(kind), kind);
});

test("no two objects share a file or a uid", () => {
  assert.equal(new Set(manifests.map(fileNameOf)).size, manifests.length);
  assert.equal(new Set(manifests.map(({ metadata }) => metadata.uid)).size, manifests.length);
});

test("objects survive YAML", () => {
  for (const manifest of manifests) assert.deepEqual(parse(stringify(manifest)), manifest);
});

test("a Pod tells where it runs and what Kube-OVN allocated", () => {
  const pod = find("Pod", "d");
  const { annotations } = pod.metadata;
  assert.equal(annotations?.["ovn.kubernetes.io/logical_switch"], "subnet2");
  assert.equal(annotations?.["ovn.kubernetes.io/ip_address"], "10.17.0.5,fd00:10:17::5");
  assert.deepEqual(Reflect.get(Object(pod.spec), "nodeName"), "node3");
  assert.equal(Reflect.get(Object(pod.status), "podIP"), "10.17.0.5");
});

test("a second interface is described under its provider, and listed for Multus", () => {
  const annotations = find("Pod", "b").metadata.annotations ?? {};
  assert.equal(annotations["k8s.v1.cni.cncf.io/networks"], "default/attachnet@net1");
  assert.equal(
    annotations["attachnet.default.ovn.kubernetes.io/ip_address"],
    "10.20.0.6,fd00:10:20::6",
  );
  assert.equal(annotations["ovn.kubernetes.io/ip_address"], "10.16.0.6,fd00:10:16::6");
  assert.ok(find("IP", "b.default.attachnet.default.ovn"));
});

test("a Pod on the host network has the node's address and no annotations", () => {
  const pod = find("Pod", "h");
  assert.equal(Object(pod.spec).hostNetwork, true);
  assert.equal(Object(pod.status).podIP, "198.18.0.12");
  assert.deepEqual(pod.metadata.annotations, {});
});

test("a Node's chassis annotation is its system-id, its address the tunnel's", () => {
  const [node] = topologyOf("lab", 3).nodes;
  const manifest = find("Node", "node1");
  assert.equal(manifest.metadata.annotations?.["ovn.kubernetes.io/chassis"], node?.systemId);
  const { addresses } = manifest.status as { addresses: { type: string; address: string }[] };
  assert.equal(addresses.find(({ type }) => type === "InternalIP")?.address, node?.encapIp);
});

test("a Subnet tells what kind of gateway it has, and whether it hides its pods", () => {
  const gatewayOf = (name: string): unknown[] => {
    const spec = Object(find("Subnet", name).spec);
    return [spec.gatewayType, spec.gatewayNode, spec.natOutgoing];
  };
  assert.deepEqual(gatewayOf("ovn-default"), ["distributed", "", true]);
  assert.deepEqual(gatewayOf("subnet2"), ["distributed", "", false]);
  assert.deepEqual(gatewayOf("subnet3"), ["centralized", "node3", true]);
  assert.deepEqual(gatewayOf("vpc1-net"), [undefined, "", false]);
});

test("a Subnet's status counts addresses of both families, and tells their ranges", () => {
  const { status } = find("Subnet", "ovn-default");
  const { v4usingIPs, v4usingIPrange, v4availableIPs, v6availableIPs, v6usingIPrange } =
    Object(status);
  assert.equal(v4usingIPrange, "10.16.0.5-10.16.0.8,10.16.1.44-10.16.1.45");
  assert.equal(v6usingIPrange, "fd00:10:16::5-fd00:10:16::8,fd00:10:16::12c-fd00:10:16::12d");
  assert.deepEqual([v4usingIPs, v4availableIPs, v6availableIPs], [6, 65_527, 65_527]);
  assert.equal(Object(find("Subnet", "vpc1-net2").status).v4usingIPs, 1);
});

test("Services differ in what a packet to them meets", () => {
  const spec = (name: string): Record<string, unknown> => Object(find("Service", name).spec);
  assert.equal(spec("sticky").sessionAffinity, "ClientIP");
  assert.equal(spec("headless").clusterIP, "None");
  assert.deepEqual(find("EndpointSlice", "empty-1").endpoints, []);
  const [port] = spec("named").ports as { targetPort: unknown }[];
  assert.equal(port?.targetPort, "http");
  const [endpointPort] = find("EndpointSlice", "named-1").ports as { port: unknown }[];
  assert.equal(endpointPort?.port, 8080);
});

test("the policy's selector and peers are labels that pods carry", () => {
  const { spec } = find("NetworkPolicy", "allow-web");
  assert.deepEqual(spec, {
    podSelector: { matchLabels: { app: "e" } },
    policyTypes: ["Ingress"],
    ingress: [
      {
        from: [{ podSelector: { matchLabels: { app: "a" } } }],
        ports: [{ protocol: "TCP", port: 8080, endPort: 8180 }],
      },
    ],
  });
  assert.equal(find("Pod", "e").metadata.labels?.app, "e");
});
