import { z } from "zod";
import { reason } from "../../../../proto/reasons/index.ts";
import { get } from "./api-client.ts";
import { badBody, connectionError, KubernetesApiError } from "./api-error.ts";
import type { ClusterAccess } from "./cluster-access.ts";

export interface ListPage {
  readonly items: readonly unknown[];
  /** Where a watch goes on from; of all pages the same. */
  readonly resourceVersion: string;
  /** Token of the next page; null on the last. */
  readonly next: string | null;
}

export interface PageRequest {
  readonly limit: number;
  readonly next: string | null;
  readonly signal: AbortSignal;
  readonly idleMs: number;
  readonly maxBytes: number;
}

const pageSchema = z.object({
  metadata: z.object({ resourceVersion: z.string(), continue: z.string().nullish() }),
  items: z.array(z.unknown()).nullish(),
});

/**
 * One page of a list (Kubernetes API concepts, "Retrieving large results sets in chunks"), as
 * current as etcd has it: no resourceVersion is asked for.
 *
 * @throws {KubernetesApiError} API_GONE when the token is too old; API_PAGE_TOO_LARGE; as `get`.
 */
export async function listPage(
  cluster: ClusterAccess,
  path: string,
  { limit, next, signal, idleMs, maxBytes }: PageRequest,
): Promise<ListPage> {
  const query = { limit: String(limit), ...(next === null ? {} : { continue: next }) };
  const response = await get(cluster, path, { query, signal, idleMs });
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response) {
      const buffer = Buffer.from(chunk);
      bytes += buffer.length;
      if (bytes > maxBytes) throw tooLarge(path, maxBytes);
      chunks.push(buffer);
    }
  } catch (thrown) {
    response.destroy();
    throw connectionError(path, thrown);
  }
  const page = parsePage(Buffer.concat(chunks).toString("utf8"));
  const { resourceVersion, continue: token } = page.metadata;
  return { items: page.items ?? [], resourceVersion, next: token || null };
}

function parsePage(text: string): z.infer<typeof pageSchema> {
  try {
    return pageSchema.parse(JSON.parse(text));
  } catch {
    throw badBody(reason("BODY_NO_LIST", {}));
  }
}

function tooLarge(path: string, maxBytes: number): KubernetesApiError {
  return new KubernetesApiError(reason("API_PAGE_TOO_LARGE", { path, maxBytes }));
}
