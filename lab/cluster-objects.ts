import type { Lab } from "./context.ts";
import { applyObject } from "./kube-ovn/api.ts";
import { reconcileCluster } from "./kubernetes/cluster.ts";
import { putApiObject, removeApiObject } from "./kubernetes/objects.ts";
import type { Manifest } from "./manifests/manifest.ts";
import { reconcileManifests, removeManifest, writeManifest } from "./manifests/write.ts";

/**
 * The one way to the Kubernetes objects of a lab, wherever its aggregator reads them: faults that
 * write or remove an object work the same with every source.
 */

/** Brings all objects to their declared state. */
export async function reconcileObjects(lab: Lab): Promise<void> {
  if (lab.kubernetes === null) reconcileManifests(lab);
  else await reconcileCluster(lab, lab.kubernetes);
}

/** Creates an object, or makes the one with its name the same as it. */
export async function putObject(lab: Lab, manifest: Manifest): Promise<void> {
  if (lab.kubernetes === null) writeManifest(lab, manifest);
  // What Kube-OVN has added to an object stays; a Pod is replaced whole, as faults say all of it.
  else if (lab.kubeOvn !== null && manifest.kind !== "Pod") {
    await applyObject(lab.kubernetes.kubeconfig, manifest);
  } else await putApiObject(lab.kubernetes.kubeconfig, manifest);
}

/** Removes an object; one that is not there is fine. */
export async function removeObject(lab: Lab, manifest: Manifest): Promise<void> {
  if (lab.kubernetes === null) removeManifest(lab, manifest);
  else await removeApiObject(lab.kubernetes.kubeconfig, manifest);
}
