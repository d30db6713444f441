import assert from "node:assert/strict";
import { test } from "node:test";
import { kubeOvnRelease, tagOf } from "../../../../../aggregator/collect/rows/environment-rows.ts";
import type { Inventory } from "../../../../../aggregator/inventory/inventory.ts";
import type { Pod } from "../../../../../aggregator/inventory/kubernetes/objects.ts";
import { projectObject } from "../../../../../aggregator/inventory/kubernetes/projection.ts";
import { reason } from "../../../../../proto/reasons/index.ts";

test("the tag of an image, with a registry's port and with a digest", () => {
  const images: readonly [string, string | null][] = [
    ["docker.io/kubeovn/kube-ovn:v1.13.0", "v1.13.0"],
    ["registry.example:5000/kubeovn/kube-ovn:v1.12.4@sha256:0123abcd", "v1.12.4"],
    ["kubeovn/kube-ovn", null],
    ["registry.example:5000/kubeovn/kube-ovn", null],
    ["kubeovn/kube-ovn@sha256:0123abcd", null],
    ["", null],
  ];
  for (const [image, tag] of images) assert.equal(tagOf(image), tag, image);
});

function pod(app: string, image: string): Pod {
  const metadata = { name: `${app}-0`, namespace: "kube-system", labels: { app } };
  const spec = { nodeName: "node1", hostNetwork: true, containers: [{ name: "x", image }] };
  const object = projectObject("Pod", { metadata, spec });
  assert.equal(object.kind, "Pod");
  return object as Pod;
}

/** Of an inventory the release needs pods and one row. */
function inventory(pods: readonly Pod[], externalIds: readonly [string, string][] = []): Inventory {
  const northbound = {
    global: () => ({ externalIds: new Map(externalIds) }),
    loadBalancersNamed: () => [],
  };
  return { kubernetes: { pods: () => pods }, northbound } as unknown as Inventory;
}

test("the controller's image tells the release before the others do", () => {
  const pods = [
    pod("ovs", "kubeovn/kube-ovn:v1.12.0"),
    pod("kube-ovn-controller", "kubeovn/kube-ovn:v1.13.0"),
    pod("kube-ovn-cni", "kubeovn/kube-ovn:v1.12.9"),
  ];
  assert.deepEqual(kubeOvnRelease(inventory(pods)), {
    version: "v1.13.0",
    from: reason("RELEASE_BY_IMAGE", { pod: "kube-system/kube-ovn-controller-0" }),
  });
});

test("images of other pods are not kept, and tell nothing", () => {
  const web = pod("web", "nginx:1.25");
  assert.equal(web.kubeOvnImage, null);
  assert.equal(kubeOvnRelease(inventory([web])), null);
});

test("without pods the northbound database may tell it", () => {
  const told = kubeOvnRelease(inventory([], [["kube-ovn-version", "v1.14.0"]]));
  assert.deepEqual(told, { version: "v1.14.0", from: reason("RELEASE_BY_NORTHBOUND", {}) });
});

test("what is called unknown or latest is no release", () => {
  const latest = pod("kube-ovn-controller", "kubeovn/kube-ovn:latest");
  const told = kubeOvnRelease(inventory([latest], [["kube-ovn-version", "unknown"]]));
  assert.equal(told?.version, "v1.15 or later"); // none before wrote that key
});
