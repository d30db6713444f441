import { z } from "zod";
import { ClusterAccess } from "../cluster/access.ts";
import { Failure } from "../failure.ts";

/** What the words before say of where names are looked for. */
export interface NameOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** Names of what there is in a cluster. */
export interface Names {
  /** Namespace of the context. */
  readonly namespace: string;
  contexts(): string[];
  namespaces(): Promise<string[]>;
  nodes(): Promise<string[]>;
  pods(namespace: string): Promise<string[]>;
  services(namespace: string): Promise<string[]>;
}

/** A person has pressed a key, and waits. */
const patienceMs = 3_000;
/** More than that nobody reads. */
const most = 500;

const listSchema = z.object({
  items: z.array(z.object({ metadata: z.object({ name: z.string() }) })),
});

/** Null where there is no cluster. What cannot be listed is not completed, and nothing is said. */
export async function clusterNames(options: NameOptions): Promise<Names | null> {
  try {
    return namesOf(await ClusterAccess.open(options));
  } catch (thrown) {
    if (thrown instanceof Failure) return null;
    throw thrown;
  }
}

function namesOf(cluster: ClusterAccess): Names {
  const signal = AbortSignal.timeout(patienceMs);
  const list = async (path: string): Promise<string[]> => {
    const answer = await cluster.get(`/api/v1/${path}?limit=${most}`, signal).catch(() => null);
    const read = listSchema.safeParse(answer?.body);
    return read.success ? read.data.items.map(({ metadata }) => metadata.name) : [];
  };
  const within = (namespace: string, what: string): Promise<string[]> =>
    list(`namespaces/${encodeURIComponent(namespace)}/${what}`);
  return {
    namespace: cluster.namespace,
    contexts: () => cluster.kubeConfig.getContexts().map(({ name }) => name),
    namespaces: () => list("namespaces"),
    nodes: () => list("nodes"),
    pods: (namespace) => within(namespace, "pods"),
    services: (namespace) => within(namespace, "services"),
  };
}
