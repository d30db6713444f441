import { ApiSource } from "./api/api-source.ts";
import type { ClusterLocation } from "./api/cluster-access.ts";
import { ManifestSource } from "./manifests.ts";
import type { KubernetesSource } from "./source.ts";
import type { KubernetesObjects } from "./store.ts";

/** Where Kubernetes objects come from. */
export type KubernetesLocation =
  | ClusterLocation
  /** A folder of manifests: a lab's, or what somebody saved from a cluster. */
  | { readonly kind: "manifests"; readonly folder: string };

export function kubernetesSource(
  location: KubernetesLocation,
  store: KubernetesObjects,
): KubernetesSource {
  return location.kind === "manifests"
    ? new ManifestSource(location.folder, store)
    : new ApiSource(location, store);
}
