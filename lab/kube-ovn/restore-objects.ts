import { isDeepStrictEqual } from "node:util";
import { inParallel } from "../../lib/in-parallel.ts";
import { callApi, fieldAt, stringAt } from "../kubernetes/call.ts";
import { builtIn, listAll } from "../kubernetes/objects.ts";
import { type ApiResource, pathOf } from "../kubernetes/resources.ts";
import { allResources } from "./api.ts";

type Objects = Readonly<Record<string, readonly unknown[]>>;

/** Kinds of which only Kube-OVN makes objects, when and as it needs them. */
const ofController: ReadonlySet<string> = new Set(["IP", "Endpoints"]);
/** Kinds with a status that nobody here but the lab writes. */
const withStatus: ReadonlySet<string> = new Set(["Node", "Pod"]);

/** Brings all objects back to what they were; what is as it was is not touched. */
export async function restoreObjects(kubeconfig: string, made: Objects): Promise<void> {
  for (const resource of allResources) {
    const live = await listAll(kubeconfig, resource);
    const wanted = new Map(
      (made[resource.kind] ?? []).map((item) => [keyOf(resource, item), item]),
    );
    const extra = [...live].filter(([key]) => !wanted.has(key) && !builtIn.test(key));
    if (!ofController.has(resource.kind)) {
      await inParallel(extra, ([, object]) => remove(kubeconfig, resource, object));
    }
    await inParallel([...wanted], ([key, item]) =>
      restore(kubeconfig, resource, item, live.get(key)),
    );
  }
}

async function restore(
  kubeconfig: string,
  resource: ApiResource,
  wanted: unknown,
  live: unknown,
): Promise<void> {
  const hasStatus = withStatus.has(resource.kind);
  const isSame = isDeepStrictEqual(lasting(wanted), lasting(live));
  const status = fieldAt(wanted, "status");
  if (isSame && (!hasStatus || isDeepStrictEqual(status, fieldAt(live, "status")))) return;
  const path = pathTo(resource, wanted);
  let now = live;
  if (!isSame) {
    const version = stringAt(live, "metadata", "resourceVersion");
    const put = {
      method: "PUT",
      path,
      body: bare(resource, wanted, version),
      ok: refusals,
    } as const;
    const answer = live === undefined ? undefined : await callApi(kubeconfig, put);
    now = answer?.body;
    if (answer === undefined || answer.status >= 400) {
      if (live !== undefined) await remove(kubeconfig, resource, live);
      const all = pathOf(resource, stringAt(wanted, "metadata", "namespace"));
      const post = { method: "POST", path: all, body: bare(resource, wanted) } as const;
      now = (await callApi(kubeconfig, post)).body;
    }
  }
  if (!hasStatus) return;
  const body = { ...Object(now), status };
  await callApi(kubeconfig, { method: "PUT", path: `${path}/status`, body });
}

/** Fields that cannot be changed, an object that somebody else changed meanwhile. */
const refusals = [403, 409, 422] as const;

/** What makes an object the same: all but what the API server and Kube-OVN keep in it. */
function lasting(object: unknown): unknown {
  const { status: _status, metadata, ...rest } = Object(object);
  const labels: unknown = fieldAt(metadata, "labels") ?? {};
  const annotations: unknown = fieldAt(metadata, "annotations") ?? {};
  return { ...rest, labels, annotations, deleted: stringAt(metadata, "deletionTimestamp") };
}

function bare(resource: ApiResource, object: unknown, resourceVersion?: string): object {
  const { uid, managedFields, creationTimestamp, generation, ...metadata } = Object(
    fieldAt(object, "metadata"),
  );
  delete metadata.resourceVersion;
  const { groupVersion, kind } = resource;
  return {
    ...Object(object),
    apiVersion: groupVersion,
    kind,
    metadata: { ...metadata, ...(resourceVersion === undefined ? {} : { resourceVersion }) },
  };
}

async function remove(kubeconfig: string, resource: ApiResource, object: unknown): Promise<void> {
  const body = { apiVersion: "v1", kind: "DeleteOptions", gracePeriodSeconds: 0 };
  const path = pathTo(resource, object);
  await callApi(kubeconfig, { method: "DELETE", path, body, ok: [404] });
}

function pathTo(resource: ApiResource, object: unknown): string {
  const namespace = stringAt(object, "metadata", "namespace");
  return pathOf(resource, namespace, stringAt(object, "metadata", "name") ?? "");
}

function keyOf({ kind }: ApiResource, object: unknown): string {
  const namespace = stringAt(object, "metadata", "namespace");
  const name = stringAt(object, "metadata", "name") ?? "";
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}
