import { z } from "zod";

/** Parts that schemas of several kinds share. Absent and null mean the same in manifests. */

/** A string; "" when absent. */
export const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");

/** A list; empty when absent. */
export function list<T extends z.ZodType>(item: T) {
  return z
    .array(item)
    .nullish()
    .transform((value) => value ?? []);
}

/** A map of strings; empty when absent. */
export const labels = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? {});

export const condition = z.object({ type: z.string(), status: z.string(), reason: text });

const metadataShape = {
  name: z.string().min(1),
  uid: text,
  labels,
  annotations: labels,
  deletionTimestamp: text,
  ownerReferences: list(z.object({ kind: z.string(), name: z.string() })),
};

/** `metadata` of what is cluster-scoped. */
export const metadata = z.object(metadataShape);

/** `metadata` of what lives in a namespace; `default` when it does not say. */
export const namespacedMetadata = z.object({
  ...metadataShape,
  namespace: text.transform((namespace) => namespace || "default"),
});

/** Of the first network, and of others `<nad>.<namespace>.ovn[.<interface>].kubernetes.io/`. */
const ofProvider = /(^|\.)ovn(\.[\w-]+)?\.kubernetes\.io\//;

/** Kube-OVN's annotations, and the one of Multus that names what is attached. */
export function kubeOvnAnnotations(
  annotations: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const kept = Object.entries(annotations).filter(
    ([key]) => ofProvider.test(key) || key === "k8s.v1.cni.cncf.io/networks",
  );
  // An address is one pod's own.
  const isOwn = (key: string): boolean => /(ip|mac)_address$/.test(key);
  return Object.fromEntries(kept.map(([key, value]) => [key, isOwn(key) ? value : shared(value)]));
}

/** Values that are there already: thousands of pods have the same subnet, gateway and router. */
const known = new Map<string, string>();
const maxKnown = 10_000;

function shared(value: string): string {
  const same = known.get(value);
  if (same !== undefined) return same;
  if (known.size >= maxKnown) known.clear();
  known.set(value, value);
  return value;
}

/** Dual-stack values are one comma-separated string in Kube-OVN's objects. */
export function splitList(value: string): readonly string[] {
  return value
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
