import type { Right } from "../access/access.ts";
import type { Plan } from "../evidence/plan.ts";
import type { Endpoint, SourceEndpoint } from "../inventory/endpoints/endpoints.ts";
import { EndpointError } from "../inventory/endpoints/error.ts";
import { parseEndpointReference } from "../inventory/endpoints/reference.ts";
import type { PathRequest } from "../plan/request.ts";

/** Who resolves what a user typed; throws what the caller is to be told. */
export interface EndpointFinder {
  endpoint(reference: string, defaultNamespace: string, from?: SourceEndpoint): Endpoint;
}

/** What an end can be, for its rights. */
type End = { readonly kind: string; readonly namespace?: string | null };

/**
 * To diagnose or trace takes the right in the namespace of each end that is a pod or a Service, and
 * cluster-wide for a node; what is outside the cluster is nobody's. By the names as they stand: a
 * host name says nothing yet, see `rightsOfPath`. Of an address that several pods have, all are
 * meant, because the answer names them.
 */
export function rightsOfEnds(finder: EndpointFinder, request: PathRequest): readonly Right[] {
  const { source, destination, namespace } = request;
  const from = found(finder, source, namespace);
  const near = from?.kind === "Pod" || from?.kind === "Node" ? from : undefined;
  return unique([
    ...endsNamed(finder, source, namespace),
    ...endsNamed(finder, destination, namespace, near),
  ]);
}

/**
 * Rights for what a planned path leads to: also the pods and nodes behind a Service or a host name.
 * The node by which packets leave the cluster carries other people's packets, but none of its own
 * are asked about.
 */
export function rightsOfPath(path: Omit<Plan, "traffic" | "series">): readonly Right[] {
  const { named, source, destination, service } = path;
  const backends = service?.backends.flatMap(({ end }) => end ?? []) ?? [];
  const ends: End[] = [named.source, named.destination, source, ...backends];
  if (path.exit !== "outside") ends.push(destination);
  if (service !== null) ends.push({ kind: "Service", namespace: service.namespace });
  return unique(ends);
}

function endsNamed(
  finder: EndpointFinder,
  reference: string,
  defaultNamespace: string,
  from?: SourceEndpoint,
): readonly End[] {
  const parsed = parseEndpointReference(reference, defaultNamespace);
  switch (parsed.kind) {
    case "pod":
      return [{ kind: "Pod", namespace: parsed.namespace }];
    case "service":
      return [{ kind: "Service", namespace: parsed.namespace }];
    case "node":
      return [{ kind: "Node" }];
    case "ip":
      return endsWithAddress(finder, reference, defaultNamespace, from);
    case "host":
      return [];
  }
}

function endsWithAddress(
  finder: EndpointFinder,
  reference: string,
  defaultNamespace: string,
  from?: SourceEndpoint,
): readonly End[] {
  try {
    return [finder.endpoint(reference, defaultNamespace, from)];
  } catch (thrown) {
    if (!(thrown instanceof EndpointError)) throw thrown;
    if (thrown.type.code !== "IP_AMBIGUOUS") return []; // planning says why it is no endpoint
    return thrown.type.args.candidates.map((pod) => {
      return { kind: "Pod", namespace: pod.split("/")[0] ?? "" };
    });
  }
}

/** Undefined for what cannot be found: planning says so, once the caller may know. */
function found(
  finder: EndpointFinder,
  reference: string,
  defaultNamespace: string,
): Endpoint | undefined {
  try {
    return finder.endpoint(reference, defaultNamespace);
  } catch (thrown) {
    if (thrown instanceof EndpointError) return undefined;
    throw thrown;
  }
}

function unique(ends: readonly End[]): readonly Right[] {
  const rights = ends.flatMap(rightOf);
  return [...new Map(rights.map((right) => [right.namespace, right])).values()];
}

function rightOf({ kind, namespace }: End): Right[] {
  if (kind === "Address") return [];
  const where = kind === "Node" ? null : (namespace ?? null);
  return [{ resource: "diagnoses", verb: "create", namespace: where }];
}
