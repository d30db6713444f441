import { z } from "zod";
import { reason } from "../../proto/reasons/index.ts";
import { Failure } from "../failure.ts";
import type { Answer, ClusterAccess } from "./access.ts";

/** The aggregator's Pod, and what the chart notes on it. */
export interface AggregatorPod {
  readonly namespace: string;
  readonly name: string;
  /** Port for callers. */
  readonly port: number;
  /** Name in its certificate; null where it has none. */
  readonly serverName: string | null;
  /** ConfigMap of its namespace whose ca.crt vouches for the certificate. */
  readonly caConfigMap: string | null;
}

/** As the chart labels it. */
const selector = "app.kubernetes.io/name=tapline,app.kubernetes.io/component=aggregator";
/** Where people install such programs. */
const usualNamespaces = ["tapline", "kube-system"];
const defaultPort = 10_671;

const podSchema = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string(),
    annotations: z.record(z.string(), z.string()).default({}),
    deletionTimestamp: z.string().optional(),
  }),
  spec: z
    .object({
      containers: z
        .array(
          z.object({
            ports: z
              .array(z.object({ name: z.string().default(""), containerPort: z.number() }))
              .default([]),
          }),
        )
        .default([]),
    })
    .default({ containers: [] }),
  status: z
    .object({
      conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
    })
    .default({ conditions: [] }),
});
const listSchema = z.object({ items: z.array(podSchema) });
type Pod = z.infer<typeof podSchema>;

/**
 * Finds it by its labels: in one namespace, in the usual ones, or in all. Not in all by default:
 * whoever may make Pods somewhere could pass for it there.
 *
 * @throws {Failure} NO_AGGREGATOR where there is none, or several; NOT_PERMITTED where the API
 *   server does not say.
 */
export async function findAggregator(
  cluster: ClusterAccess,
  where: { readonly namespace?: string; readonly everywhere?: boolean },
  signal: AbortSignal,
): Promise<AggregatorPod> {
  const named = where.namespace === undefined ? usualNamespaces : [where.namespace];
  const places = where.everywhere === true ? [null] : named;
  const found: Pod[] = [];
  for (const place of places) {
    found.push(...(await listPods(cluster, place, signal)));
    if (found.length > 0) break;
  }
  const alive = found.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const [first] = alive.filter(isReady).concat(alive);
  const looked = places.map((place) => place ?? "*");
  if (first === undefined) {
    throw new Failure("NO_AGGREGATOR", reason("AGGREGATOR_NOT_FOUND", { namespaces: looked }));
  }
  const namespaces = [...new Set(alive.map(({ metadata }) => metadata.namespace))];
  if (namespaces.length > 1) {
    throw new Failure("NO_AGGREGATOR", reason("AGGREGATORS_SEVERAL", { namespaces }));
  }
  return describe(first);
}

async function listPods(
  cluster: ClusterAccess,
  namespace: string | null,
  signal: AbortSignal,
): Promise<readonly Pod[]> {
  const scope = namespace === null ? "" : `/namespaces/${encodeURIComponent(namespace)}`;
  const path = `/api/v1${scope}/pods?labelSelector=${encodeURIComponent(selector)}`;
  const answer = await cluster.get(path, signal);
  if (answer.status !== 200) throw notListed(answer, namespace ?? "*");
  const list = listSchema.safeParse(answer.body);
  if (!list.success) throw notListed({ ...answer, body: null }, namespace ?? "*");
  return list.data.items;
}

function notListed({ status, body }: Answer, namespace: string): Failure {
  const told = z.object({ message: z.string() }).safeParse(body);
  const detail = told.success ? told.data.message : "";
  const kind = status === 401 || status === 403 ? "NOT_PERMITTED" : "NO_AGGREGATOR";
  return new Failure(kind, reason("PODS_NOT_LISTED", { namespace, status, detail }));
}

function isReady({ status }: Pod): boolean {
  return status.conditions.some((one) => one.type === "Ready" && one.status === "True");
}

function describe({ metadata, spec }: Pod): AggregatorPod {
  const ports = spec.containers.flatMap(({ ports: own }) => own);
  return {
    namespace: metadata.namespace,
    name: metadata.name,
    port: ports.find(({ name }) => name === "callers")?.containerPort ?? defaultPort,
    serverName: metadata.annotations["tapline.io/server-name"] ?? null,
    caConfigMap: metadata.annotations["tapline.io/ca-configmap"] ?? null,
  };
}
