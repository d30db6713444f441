import { type Reason, reason } from "../../../../proto/reasons/index.ts";
import { reasonOf } from "../../../../proto/reasons/reason-of.ts";
import type { ClusterAccess } from "./cluster-access.ts";
import { followedResources } from "./resources.ts";
import { typedCall } from "./typed-call.ts";

/** A right that the aggregator itself needs, cluster-wide. */
export interface NeededRight {
  readonly verb: string;
  /** "" for the core group. */
  readonly group: string;
  readonly resource: string;
}

export interface RightLook extends NeededRight {
  /** Null where it could not be asked, see `why`. */
  readonly allowed: boolean | null;
  readonly why: Reason | null;
}

/** Everything that it asks of the API server: to follow objects, and who callers are. */
export const neededRights: readonly NeededRight[] = [
  ...followedResources.flatMap(({ group, plural: resource }) =>
    ["list", "watch"].map((verb) => ({ verb, group, resource })),
  ),
  { verb: "create", group: "authentication.k8s.io", resource: "tokenreviews" },
  { verb: "create", group: "authorization.k8s.io", resource: "subjectaccessreviews" },
];

/** "list pods", "watch subnets.kubeovn.io": as `kubectl auth can-i` takes it. */
export function rightText({ verb, group, resource }: NeededRight): string {
  return `${verb} ${group === "" ? resource : `${resource}.${group}`}`;
}

const timeoutMs = 5_000;

/** Asks for each right whether we have it (SelfSubjectAccessReview); never throws. */
export async function lookAtRights(
  cluster: ClusterAccess,
  rights: readonly NeededRight[],
  signal: AbortSignal,
): Promise<readonly RightLook[]> {
  return Promise.all(rights.map((right) => lookAtRight(cluster, right, signal)));
}

async function lookAtRight(
  cluster: ClusterAccess,
  right: NeededRight,
  signal: AbortSignal,
): Promise<RightLook> {
  const body = { spec: { resourceAttributes: { ...right } } };
  try {
    const { status } = await typedCall(cluster, {
      api: ({ AuthorizationV1Api }) => AuthorizationV1Api,
      ask: (api) => api.createSelfSubjectAccessReview({ body }),
      what: "a SelfSubjectAccessReview",
      ...{ signal, timeoutMs },
    });
    if (status === undefined) return { ...right, allowed: null, why: reason("COULD_NOT_LOOK", {}) };
    return { ...right, allowed: status.allowed, why: null };
  } catch (thrown) {
    return { ...right, allowed: null, why: reasonOf(thrown) };
  }
}
