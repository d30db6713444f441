import assert from "node:assert/strict";
import { test } from "node:test";
import { definitionsIn } from "../../../../lab/kube-ovn/api.ts";
import { bareNetwork, bareSwitch } from "../../../../lab/kube-ovn/network.ts";
import {
  networkObjects,
  otherObjects,
  registeredNode,
  scheduledPod,
} from "../../../../lab/kube-ovn/objects.ts";
import { topologyOf } from "../../../../lab/topology/topology.ts";

const topology = topologyOf("lab", 3);

test("pods ask for the declared addresses and for nothing that Kube-OVN writes", () => {
  const pod = topology.pods.find(({ name }) => name === "b");
  assert.ok(pod);
  const { metadata, status } = scheduledPod(topology, pod);
  assert.equal(status, undefined);
  assert.deepEqual(metadata.annotations, {
    "k8s.v1.cni.cncf.io/networks": "default/attachnet@net1",
    "ovn.kubernetes.io/logical_switch": "ovn-default",
    "ovn.kubernetes.io/ip_address": "10.16.0.6,fd00:10:16::6",
    "ovn.kubernetes.io/mac_address": pod.mac,
    "attachnet.default.ovn.kubernetes.io/logical_switch": "attachnet",
    "attachnet.default.ovn.kubernetes.io/ip_address": "10.20.0.6,fd00:10:20::6",
    "attachnet.default.ovn.kubernetes.io/mac_address": pod.attachments[0]?.mac,
  });
});

test("nodes register with the address that they are to keep", () => {
  const [node] = topology.nodes;
  assert.ok(node);
  const { annotations } = registeredNode(topology, node).metadata;
  assert.equal(annotations?.["ovn.kubernetes.io/ip_address"], "100.64.0.2,fd00:100:64::2");
  assert.equal(annotations?.["ovn.kubernetes.io/chassis"], undefined);
});

test("Subnets are written without a status, and the default one not at all", () => {
  const subnets = networkObjects(topology).filter(({ kind }) => kind === "Subnet");
  assert.deepEqual(
    subnets.map(({ metadata, status }) => [metadata.name, status]),
    topology.subnets.slice(1).map(({ name }) => [name, undefined]),
  );
});

test("pods of the host's network, Services and policies come beside", () => {
  const kinds = otherObjects(topology).map(({ kind }) => kind);
  assert.deepEqual(new Set(kinds), new Set(kindsBeside));
  assert.equal(kinds.filter((kind) => kind === "Pod").length, topology.hostPods.length);
});

const kindsBeside = ["Pod", "Service", "EndpointSlice", "NetworkPolicy", "Endpoints"];

test("nothing that Kube-OVN makes is there before it", () => {
  const [node] = topology.nodes;
  assert.ok(node);
  const { specs, veths } = bareNetwork(topology);
  const links = specs.find(({ name }) => name === node.netns)?.links.map(({ name }) => name);
  assert.deepEqual(links, ["eth0", "br-phy", "eth1", "br-pn1"]);
  assert.ok(!specs.some(({ name }) => name.startsWith("lab-pod-")));
  assert.ok(!veths.some(({ a }) => a.netns.startsWith("lab-pod-")));
  const rows = bareSwitch(topology, node);
  const bridges = rows.filter(({ table }) => table === "Bridge").map(({ key }) => key);
  assert.deepEqual(bridges, ["br-phy", "br-pn1"]);
  assert.doesNotMatch(JSON.stringify(rows), /ovn0|br-int|ovn-encap-ip|_h"/);
});

test("definitions of a chart are read without its templates", () => {
  const text = [
    "---",
    "apiVersion: apiextensions.k8s.io/v1",
    "kind: CustomResourceDefinition",
    "metadata:",
    "  name: vpcs.kubeovn.io",
    "{{- if .Values.x }}",
    "spec: {group: kubeovn.io}",
    "{{- end }}",
    "---",
    "kind: ConfigMap",
  ];
  const labels = { "tapline.dev/lab": "true" };
  assert.deepEqual(definitionsIn(text.join("\n")), [
    {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "vpcs.kubeovn.io", labels },
      spec: { group: "kubeovn.io" },
    },
  ]);
});
