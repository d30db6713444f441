import { waitUntil } from "../wait.ts";
import { callApi, fieldAt } from "./call.ts";
import { type ApiResource, apiResources } from "./resources.ts";

const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** Kube-OVN's kinds, as loosely as an API server allows: the lab does not check their fields. */
export const kubeOvnResources = apiResources.filter(({ groupVersion }) =>
  groupVersion.startsWith("kubeovn.io/"),
);

function definitionOf({ kind, plural, hasStatus }: ApiResource): object {
  const anything = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.kubeovn.io`, labels: { "tapline.dev/lab": "true" } },
    spec: {
      group: "kubeovn.io",
      scope: "Cluster",
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: { openAPIV3Schema: anything },
          ...(hasStatus ? { subresources: { status: {} } } : {}),
        },
      ],
    },
  };
}

/** Installs what is not there, and waits until it is served. */
export async function ensureDefinitions(kubeconfig: string, signal: AbortSignal): Promise<void> {
  for (const resource of kubeOvnResources) {
    const body = definitionOf(resource);
    await callApi(kubeconfig, { method: "POST", path: definitions, body, ok: [409] });
  }
  for (const resource of kubeOvnResources) {
    const path = `/apis/${resource.groupVersion}/${resource.plural}?limit=1`;
    const isServed = async (): Promise<boolean> =>
      (await callApi(kubeconfig, { method: "GET", path, ok: [404, 503] })).status === 200;
    await waitUntil(`${resource.plural} to be served`, isServed, { timeoutMs: 30_000, signal });
  }
}

/** Removes the definitions that a lab made, and with them all their objects. */
export async function removeDefinitions(kubeconfig: string): Promise<void> {
  const path = `${definitions}?labelSelector=${encodeURIComponent("tapline.dev/lab=true")}`;
  const { body } = await callApi(kubeconfig, { method: "GET", path });
  const items = fieldAt(body, "items");
  for (const item of Array.isArray(items) ? items : []) {
    const name = String(fieldAt(item, "metadata", "name"));
    await callApi(kubeconfig, { method: "DELETE", path: `${definitions}/${name}`, ok: [404] });
  }
}
