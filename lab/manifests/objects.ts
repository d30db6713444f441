import type { Topology } from "../topology/specs.ts";
import { kubeOvnObjects } from "./kube-ovn.ts";
import { kubernetesObjects } from "./kubernetes.ts";
import { type Manifest, uidOf } from "./manifest.ts";

/** All Kubernetes objects of a lab, as an API server would list them. */
export function manifestsOf(topology: Topology): Manifest[] {
  return [...kubernetesObjects(topology), ...kubeOvnObjects(topology)].map(identified);
}

/** Adds what the API server adds. */
export function identified(manifest: Manifest): Manifest {
  const { kind, metadata } = manifest;
  const uid = uidOf({ kind, ...metadata });
  const creationTimestamp = "2026-01-01T00:00:00Z";
  return { ...manifest, metadata: { ...metadata, uid, creationTimestamp } };
}

/** `pod-default-a.yaml`: one object per file. */
export function fileNameOf({ kind, metadata }: Manifest): string {
  const parts = [kind.toLowerCase(), metadata.namespace, metadata.name];
  return `${parts.filter((part) => part !== undefined).join("-")}.yaml`;
}
