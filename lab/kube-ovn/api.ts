import { readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";
import type { Lab } from "../context.ts";
import { callApi, fieldAt, stringAt } from "../kubernetes/call.ts";
import { type ApiResource, apiResources, pathOf } from "../kubernetes/resources.ts";
import type { Manifest } from "../manifests/manifest.ts";
import { waitUntil } from "../wait.ts";
import { moreResources, othersResources } from "./objects.ts";
import { definitionsFile, type KubeOvn } from "./programs.ts";

const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const servedMs = 30_000;

/** All kinds that a lab with Kube-OVN's own controller has objects of. */
export const allResources: readonly ApiResource[] = [...apiResources, ...moreResources];

export function resourceOfKind(kind: string): ApiResource {
  const resource = allResources.find((one) => one.kind === kind);
  if (resource === undefined) throw new RangeError(`Cannot write a ${kind}: no such resource`);
  return resource;
}

/** Creates an object, or changes those fields of it that are given. */
export async function applyObject(kubeconfig: string, manifest: Manifest): Promise<void> {
  const resource = resourceOfKind(manifest.kind);
  const { namespace, name } = manifest.metadata;
  const { status, ...given } = manifest;
  const path = pathOf(resource, namespace, name);
  const patch = { method: "PATCH", path, body: given, ok: [404] } as const;
  if ((await callApi(kubeconfig, patch)).status === 404) {
    const all = pathOf(resource, namespace);
    await callApi(kubeconfig, { method: "POST", path: all, body: given });
  }
  if (status !== undefined) await applyStatus(kubeconfig, manifest, status);
}

/** Services and NetworkPolicies, for example, have no status that anybody here writes. */
export async function applyStatus(
  kubeconfig: string,
  { kind, metadata }: Pick<Manifest, "kind" | "metadata">,
  status: unknown,
): Promise<void> {
  const resource = resourceOfKind(kind);
  if (!resource.hasStatus) return;
  const path = `${pathOf(resource, metadata.namespace, metadata.name)}/status`;
  await callApi(kubeconfig, { method: "PATCH", path, body: { status } });
}

/** Kube-OVN's own definitions, and those of others that it reads. */
export async function ensureRealDefinitions(
  lab: Lab,
  kubeOvn: KubeOvn,
  kubeconfig: string,
): Promise<void> {
  const own = definitionsIn(readFileSync(definitionsFile(kubeOvn), "utf8"));
  const wanted = [...own, ...othersResources.map(looseDefinition)];
  for (const body of wanted) {
    await callApi(kubeconfig, { method: "POST", path: definitions, body, ok: [409] });
  }
  for (const resource of allResources) {
    const path = `${pathOf(resource)}?limit=1`;
    const isServed = async (): Promise<boolean> =>
      (await callApi(kubeconfig, { method: "GET", path, ok: [404, 503] })).status === 200;
    await waitUntil(`${resource.plural} to be served`, isServed, {
      timeoutMs: servedMs,
      signal: lab.signal,
    });
  }
}

/** The definitions in a file of Kube-OVN's chart, marked as the lab's. */
export function definitionsIn(text: string): object[] {
  const lines = text.split("\n").filter((line) => !line.includes("{{"));
  return parseAllDocuments(lines.join("\n")).flatMap((document) => {
    const object: unknown = document.toJS();
    if (stringAt(object, "kind") !== "CustomResourceDefinition") return [];
    const metadata = { name: stringAt(object, "metadata", "name"), labels };
    return [{ ...Object(object), metadata }];
  });
}

const labels = { "tapline.dev/lab": "true" };

/** A kind of somebody else's, as loosely as an API server allows. */
function looseDefinition({ kind, groupVersion, plural, namespaced }: ApiResource): object {
  const [group, version] = groupVersion.split("/");
  const anything = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}`, labels },
    spec: {
      group,
      scope: namespaced ? "Namespaced" : "Cluster",
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [
        { name: version, served: true, storage: true, schema: { openAPIV3Schema: anything } },
      ],
    },
  };
}

/** Waits until an object says what is wanted of it. */
export async function untilObject(
  lab: Lab,
  kubeconfig: string,
  { kind, metadata }: Pick<Manifest, "kind" | "metadata">,
  isWanted: (object: unknown) => boolean,
): Promise<void> {
  const path = pathOf(resourceOfKind(kind), metadata.namespace, metadata.name);
  await waitUntil(
    `Kube-OVN to see to ${kind} ${metadata.name}`,
    async () => {
      const { status, body } = await callApi(kubeconfig, { method: "GET", path, ok: [404] });
      return status === 200 && isWanted(body);
    },
    { timeoutMs: 60_000, everyMs: 200, signal: lab.signal },
  );
}

/** Whether a condition of an object's status is True. */
export function hasCondition(object: unknown, wanted: string): boolean {
  const conditions = fieldAt(object, "status", "conditions");
  return (Array.isArray(conditions) ? conditions : []).some((condition: unknown) => {
    return stringAt(condition, "type") === wanted && stringAt(condition, "status") === "True";
  });
}
