import type { Manifest } from "../../../../lab/manifests/manifest.ts";
import { distinct, type Shaper } from "./shape.ts";

/** Of each kind, what Kube-OVN writes of it; the rest is Kubernetes' or was written by hand. */
const written: Readonly<Record<string, readonly string[]>> = {
  IP: ["metadata.labels", "metadata.ownerReferences", "spec"],
  Namespace: ["metadata.annotations"],
  Node: ["metadata.annotations", "metadata.labels", "status.conditions"],
  Pod: ["metadata.annotations"],
  ProviderNetwork: ["spec", "status"],
  Service: ["metadata.annotations"],
  Subnet: ["spec", "status"],
  Vlan: ["spec", "status"],
  Vpc: ["spec", "status"],
};

/** Of these a value is a name, of those it is a number. */
const names = /\.(podName|namespace|nodeName|node|name)$/;
const numbers = /(IPs|\.id|\/mtu|vlan_id)$/;
/** When something was seen. */
const times = /Time$/;

/** `Kind path=value` of everything that Kube-OVN writes. */
export function shapesOfObjects(objects: readonly Manifest[], shape: Shaper): string[] {
  const lines = objects.flatMap((object) =>
    (written[object.kind] ?? []).flatMap((path) =>
      leaves(valueAt(object, path), path, shape).map((leaf) => `${object.kind} ${leaf}`),
    ),
  );
  return distinct(lines);
}

function valueAt(object: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((at, key) => Object(at)[key], object);
}

function leaves(value: unknown, path: string, shape: Shaper): string[] {
  if (value === undefined || times.test(path)) return [];
  if (Array.isArray(value)) {
    if (value.length === 0) return [`${path}=[]`];
    return value.flatMap((item: unknown) => leaves(item, `${path}[]`, shape));
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value);
    if (entries.length === 0) return [`${path}={}`];
    const isNamed = /labels|annotations/.test(path);
    return entries.flatMap(([key, one]) =>
      leaves(one, `${path}.${isNamed ? shape(key) : key}`, shape),
    );
  }
  const text = String(value);
  if (text === "") return [`${path}=""`];
  if (names.test(path)) return [`${path}=<name>`];
  return [`${path}=${numbers.test(path) ? "<n>" : shape(text)}`];
}
