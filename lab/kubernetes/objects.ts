import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { inParallel } from "../../lib/in-parallel.ts";
import type { Lab } from "../context.ts";
import type { Manifest } from "../manifests/manifest.ts";
import { manifestsOf } from "../manifests/objects.ts";
import { callApi, fieldAt, stringAt } from "./call.ts";
import { type ApiResource, apiResources, pathOf, resourceOf } from "./resources.ts";

/** What the API server brings along itself. */
export const builtIn =
  /^(Namespace (default|kube-.*)|(Service|EndpointSlice) default\/kubernetes)$/;

/**
 * Which version of an object the lab has written last, by its key: whoever changed it since, it has
 * another resource version now.
 */
type Written = Record<string, { readonly resourceVersion: string; readonly hash: string }>;

/** Brings all objects to their declared state; what is as the lab wrote it is not touched. */
export async function reconcileApiObjects(lab: Lab, kubeconfig: string): Promise<void> {
  const before = readWritten(lab);
  const written: Written = {};
  const declared = manifestsOf(lab.topology).filter((one) => resourceOf(one) !== undefined);
  const keys = new Set(declared.map(keyOf));
  for (const resource of apiResources) {
    const live = await listAll(kubeconfig, resource);
    const extra = [...live].filter(([key]) => !keys.has(key) && !builtIn.test(key));
    await inParallel(extra, ([, object]) => removeLive(kubeconfig, resource, object));
    const own = declared.filter(({ kind }) => kind === resource.kind);
    await inParallel(own, async (manifest) => {
      const key = keyOf(manifest);
      const last = before[key];
      const resourceVersion = stringAt(live.get(key), "metadata", "resourceVersion");
      const isSame = last?.resourceVersion === resourceVersion && last?.hash === hashOf(manifest);
      const version =
        isSame && resourceVersion !== undefined
          ? resourceVersion
          : await write(kubeconfig, resource, manifest, live.get(key));
      written[key] = { resourceVersion: version, hash: hashOf(manifest) };
    });
  }
  writeFileSync(writtenPath(lab), JSON.stringify(written));
}

/** Creates an object, or makes the one with its name the same as it. */
export async function putApiObject(kubeconfig: string, manifest: Manifest): Promise<void> {
  const resource = resourceOf(manifest);
  if (resource === undefined) return;
  const { namespace, name } = manifest.metadata;
  const path = pathOf(resource, namespace, name);
  const { status, body } = await callApi(kubeconfig, { method: "GET", path, ok: [404] });
  await write(kubeconfig, resource, manifest, status === 404 ? undefined : body);
}

export async function removeApiObject(kubeconfig: string, manifest: Manifest): Promise<void> {
  const resource = resourceOf(manifest);
  if (resource !== undefined) await removeLive(kubeconfig, resource, manifest);
}

/** Removes everything that is not the API server's own. */
export async function removeAllObjects(kubeconfig: string): Promise<void> {
  for (const resource of [...apiResources].reverse()) {
    const live = await listAll(kubeconfig, resource);
    const ours = [...live].filter(([key]) => !builtIn.test(key));
    await inParallel(ours, ([, object]) => removeLive(kubeconfig, resource, object));
  }
}

/** All objects of a resource, by key; none where it is not served. */
export async function listAll(
  kubeconfig: string,
  resource: ApiResource,
): Promise<ReadonlyMap<string, unknown>> {
  const path = pathOf(resource);
  const { body } = await callApi(kubeconfig, { method: "GET", path, ok: [404] });
  const items = fieldAt(body, "items");
  const entries = (Array.isArray(items) ? items : []).map((item: unknown) => {
    const namespace = stringAt(item, "metadata", "namespace");
    const name = stringAt(item, "metadata", "name") ?? "";
    return [`${resource.kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`, item];
  });
  return new Map(entries as [string, unknown][]);
}

/** @returns the resource version of what was written */
async function write(
  kubeconfig: string,
  resource: ApiResource,
  manifest: Manifest,
  live: unknown,
): Promise<string> {
  const { namespace, name } = manifest.metadata;
  const path = pathOf(resource, namespace, name);
  const { status, ...spec } = manifest;
  const version = stringAt(live, "metadata", "resourceVersion");
  const body = bare(spec, version);
  // A Pod that is being deleted stays so, and most of its fields cannot be changed.
  const isDeleted = stringAt(live, "metadata", "deletionTimestamp") !== undefined;
  const wanted = { method: "PUT", path, body, ok: [403, 409, 422] } as const;
  let answer = version === undefined || isDeleted ? undefined : await callApi(kubeconfig, wanted);
  if (answer === undefined || answer.status >= 400) {
    if (live !== undefined) await removeLive(kubeconfig, resource, manifest);
    const all = pathOf(resource, namespace);
    answer = await callApi(kubeconfig, { method: "POST", path: all, body: bare(spec) });
  }
  if (resource.hasStatus && status !== undefined) {
    const made = fieldAt(answer.body, "metadata");
    const whole = { ...spec, metadata: made, status };
    const call = { method: "PUT", path: `${path}/status`, body: whole } as const;
    answer = await callApi(kubeconfig, call);
  }
  return stringAt(answer.body, "metadata", "resourceVersion") ?? "";
}

/** At once: no kubelet confirms that a pod has ended. */
async function removeLive(
  kubeconfig: string,
  resource: ApiResource,
  object: unknown,
): Promise<void> {
  const namespace = stringAt(object, "metadata", "namespace");
  const name = stringAt(object, "metadata", "name") ?? "";
  const path = pathOf(resource, namespace, name);
  const body = { apiVersion: "v1", kind: "DeleteOptions", gracePeriodSeconds: 0 };
  await callApi(kubeconfig, { method: "DELETE", path, body, ok: [404] });
  if (resource.kind !== "Namespace") return;
  // No controller empties it; what is in it was removed before.
  const finalize = { apiVersion: "v1", kind: "Namespace", metadata: { name }, spec: {} };
  await callApi(kubeconfig, { method: "PUT", path: `${path}/finalize`, body: finalize, ok: [404] });
}

/** What the API server sets itself is left out. */
function bare(manifest: Pick<Manifest, "metadata">, resourceVersion?: string): unknown {
  const { uid: _uid, creationTimestamp: _created, ...metadata } = manifest.metadata;
  return {
    ...manifest,
    metadata: { ...metadata, ...(resourceVersion === undefined ? {} : { resourceVersion }) },
  };
}

function keyOf({ kind, metadata }: Manifest): string {
  const { namespace, name } = metadata;
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

function hashOf(manifest: Manifest): string {
  return createHash("sha256").update(JSON.stringify(manifest)).digest("hex");
}

function writtenPath(lab: Lab): string {
  return `${lab.paths.kubernetes}/written.json`;
}

function readWritten(lab: Lab): Written {
  try {
    return JSON.parse(readFileSync(writtenPath(lab), "utf8")) as Written;
  } catch {
    return {}; // nothing was written yet
  }
}
