import { reason } from "../../../proto/reasons/index.ts";
import type { KubeOvnRelease, SubnetRow } from "../../evidence/rows.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import type { Collector } from "../collector.ts";
import { notSynced } from "./synced.ts";

/** What the cluster is: Kube-OVN's release, and the Subnets of both ends. */
export const environmentRowsCollector: Collector = {
  name: "rows/environment",
  gives: ["kube-ovn", "subnet"],
  needs: [],
  phase: "meanwhile",
  isInstant: true,
  applies: () => true,
  collect: async ({ inventory, plan, record }) => {
    record.ok(null, { kind: "fact", name: "kube-ovn", data: kubeOvnRelease(inventory) });
    const problem = notSynced(inventory, "kubernetes");
    for (const role of ["source", "destination"] as const) {
      record.row(
        problem,
        () => subnetRow(inventory, plan[role].switchName),
        (data) => ({ kind: "row", name: "subnet", role, data }),
      );
    }
  },
};

function subnetRow({ kubernetes }: Inventory, name: string | null): SubnetRow | null {
  const subnet = name === null ? null : kubernetes.subnet(name);
  if (subnet === null) return null;
  const { vpc, cidrs, gatewayType, gatewayNode, natOutgoing, provider, vlan } = subnet;
  return {
    name: subnet.name,
    vpc,
    cidrs,
    gatewayType,
    gatewayNode,
    natOutgoing,
    private: subnet.private,
    provider,
    vlan,
  };
}

/** kube-ovn-controller decides what OVN is told, so its release comes first. */
const appsInOrder = ["kube-ovn-controller", "kube-ovn-cni", "ovs"];

/**
 * The release by the images of Kube-OVN's pods, else by what its controller writes: its version, or
 * what only later releases write. Null when nothing in the inventory tells it.
 */
export function kubeOvnRelease(inventory: Inventory): KubeOvnRelease | null {
  return fromImages(inventory) ?? fromNorthbound(inventory) ?? fromFeatures(inventory);
}

function fromImages(inventory: Inventory): KubeOvnRelease | null {
  let best: { readonly rank: number; readonly release: KubeOvnRelease } | null = null;
  for (const pod of inventory.kubernetes.pods()) {
    const version = tagOf(pod.kubeOvnImage ?? "");
    if (version === null || !isRelease(version)) continue;
    const at = appsInOrder.indexOf(pod.labels.app ?? "");
    const rank = at < 0 ? appsInOrder.length : at;
    if (best !== null && best.rank <= rank) continue;
    const from = reason("RELEASE_BY_IMAGE", { pod: `${pod.namespace}/${pod.name}` });
    best = { rank, release: { version, from } };
  }
  return best?.release ?? null;
}

/** A build without a tag calls itself "unknown", an image may be "latest". */
function isRelease(version: string): boolean {
  return /\d/.test(version);
}

const versionKey = /kube-?ovn.*version/i;

function fromNorthbound({ northbound }: Inventory): KubeOvnRelease | null {
  for (const [key, value] of northbound.global()?.externalIds ?? []) {
    if (versionKey.test(key) && isRelease(value)) {
      return { version: value, from: reason("RELEASE_BY_NORTHBOUND", {}) };
    }
  }
  return null;
}

/** What was written first by a release: its version by 1.15, the balancers' option by 1.14. */
function fromFeatures({ northbound }: Inventory): KubeOvnRelease | null {
  const global = northbound.global();
  if (global === null) return null;
  const isFifteen = [...global.externalIds.keys()].some((key) => versionKey.test(key));
  const isFourteen = northbound
    .loadBalancersNamed("cluster-tcp-loadbalancer")
    .some(({ options }) => options.has("prefer_local_backend"));
  const version = isFifteen ? "v1.15 or later" : isFourteen ? "v1.14 or later" : null;
  return version === null ? null : { version, from: reason("RELEASE_BY_ROWS", {}) };
}

/** "docker.io/kubeovn/kube-ovn:v1.13.0@sha256:…" → "v1.13.0"; null without a tag. */
export function tagOf(image: string): string | null {
  return /^[^@]*:(\w[\w.-]{0,127})(?:@|$)/.exec(image)?.[1] ?? null;
}
