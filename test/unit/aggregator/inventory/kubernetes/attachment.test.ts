import assert from "node:assert/strict";
import { test } from "node:test";
import { attachedInterfaces } from "../../../../../aggregator/inventory/kubernetes/attachment.ts";
import type { Pod } from "../../../../../aggregator/inventory/kubernetes/objects.ts";

function podWith(annotations: Pod["annotations"]): Pod {
  return {
    kind: "Pod",
    namespace: "shop",
    name: "a",
    uid: "",
    nodeName: "node1",
    phase: "Running",
    ready: true,
    deleting: false,
    reason: "",
    containers: [],
    probes: [],
    kubeOvnImage: null,
    podIPs: ["10.16.0.5"],
    hostNetwork: false,
    containerIds: [],
    ports: [],
    owner: null,
    labels: {},
    annotations,
  };
}

const networks = "k8s.v1.cni.cncf.io/networks";

test("names of interfaces are Multus', addresses are Kube-OVN's", () => {
  const [first, second, ...others] = attachedInterfaces(
    podWith({
      [networks]: "storage@eth7, default/backup",
      "storage.shop.ovn.kubernetes.io/ip_address": "10.20.0.5,FD00::5",
      "storage.shop.ovn.kubernetes.io/mac_address": "00:00:00:AA:BB:CC",
      "storage.shop.ovn.kubernetes.io/logical_switch": "storage-net",
      "backup.default.ovn.kubernetes.io/ip_address": "10.21.0.5",
    }),
  );
  assert.deepEqual(first, {
    name: "eth7",
    provider: "storage.shop.ovn",
    subnet: "storage-net",
    router: null,
    mac: "00:00:00:aa:bb:cc",
    ips: ["10.20.0.5", "fd00::5"],
  });
  assert.deepEqual([second?.name, second?.ips], ["net2", ["10.21.0.5"]]);
  assert.deepEqual(others, []);
});

test("the list may be JSON, and one network may be attached twice", () => {
  const list = [
    { name: "storage", interface: "net1" },
    { name: "storage", namespace: "shop", interface: "net2" },
  ];
  const found = attachedInterfaces(
    podWith({
      [networks]: JSON.stringify(list),
      "storage.shop.ovn.kubernetes.io/ip_address": "10.20.0.5",
      "storage.shop.ovn.net2.kubernetes.io/ip_address": "10.20.0.6",
    }),
  );
  assert.deepEqual(
    found.map(({ name, ips }) => [name, ips]),
    [
      ["net1", ["10.20.0.5"]],
      ["net2", ["10.20.0.6"]],
    ],
  );
});

test("what names no network is none", () => {
  for (const text of ["", " , ", "[", '[{"interface":"net1"}]', "{}"]) {
    const found = attachedInterfaces(podWith({ [networks]: text }));
    assert.deepEqual(
      found.flatMap(({ ips }) => ips),
      [],
      text,
    );
  }
  assert.deepEqual(attachedInterfaces(podWith({})), []);
});
