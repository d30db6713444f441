import { reason } from "../../../../proto/reasons/index.ts";
import { get } from "./api-client.ts";
import { badBody, connectionError } from "./api-error.ts";
import type { ClusterAccess } from "./cluster-access.ts";
import { parseWatchEvent, type WatchEvent } from "./watch-event.ts";
import { LineSplitter } from "./watch-lines.ts";

export interface WatchRequest {
  readonly resourceVersion: string;
  readonly signal: AbortSignal;
  /** Seconds after which the server ends the watch; the next goes on from its last event. */
  readonly timeoutSeconds: number;
  /**
   * Milliseconds without a byte before the connection counts as dead; more than `timeoutSeconds`,
   * as the server's end is the one thing that is sure to come on a quiet resource.
   */
  readonly idleMs: number;
  readonly maxEventBytes: number;
  /** The server has accepted the watch. */
  readonly onOpen: () => void;
  readonly onEvent: (event: WatchEvent) => void;
}

/**
 * Follows a resource until the server ends the watch.
 *
 * @throws {KubernetesApiError} for every other end.
 */
export async function watch(
  cluster: ClusterAccess,
  path: string,
  request: WatchRequest,
): Promise<void> {
  const query = {
    watch: "1",
    allowWatchBookmarks: "true",
    resourceVersion: request.resourceVersion,
    timeoutSeconds: String(request.timeoutSeconds),
  };
  const { signal, idleMs } = request;
  const response = await get(cluster, path, { query, signal, idleMs });
  request.onOpen();
  const splitter = new LineSplitter(request.maxEventBytes);
  try {
    for await (const chunk of response) {
      for (const line of splitter.push(Buffer.from(chunk))) request.onEvent(parseWatchEvent(line));
    }
  } catch (thrown) {
    throw connectionError(path, thrown);
  } finally {
    response.destroy();
  }
  if (splitter.pending > 0) throw badBody(reason("EVENT_CUT", {}));
}
