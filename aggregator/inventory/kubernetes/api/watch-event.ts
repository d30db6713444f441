import { z } from "zod";
import { reason } from "../../../../proto/reasons/index.ts";
import { badBody, gone, KubernetesApiError } from "./api-error.ts";

/** What a watch tells (Kubernetes API concepts, "Efficient detection of changes"). */
export type WatchEvent =
  | { readonly type: "put"; readonly object: unknown; readonly resourceVersion: string }
  | { readonly type: "remove"; readonly object: unknown; readonly resourceVersion: string }
  | { readonly type: "bookmark"; readonly resourceVersion: string };

const eventSchema = z.object({
  type: z.string(),
  object: z.looseObject({
    metadata: z.looseObject({ resourceVersion: z.string().nullish() }).nullish(),
    code: z.number().nullish(),
    message: z.string().nullish(),
  }),
});

/**
 * Reads one line of a watch.
 *
 * @throws {KubernetesApiError} API_GONE and API_REFUSED for what the server says in the stream.
 */
export function parseWatchEvent(line: string): WatchEvent {
  const { type, object } = parseLine(line);
  if (type === "ERROR") {
    const status = object.code ?? 0;
    const said = object.message ?? String(status);
    if (object.code === 410) throw gone(said);
    throw new KubernetesApiError(
      reason("API_REFUSED", { path: null, status, said, retryAfterMs: 0 }),
    );
  }
  const resourceVersion = object.metadata?.resourceVersion;
  if (!resourceVersion) throw badBody(reason("EVENT_WITHOUT_VERSION", { type }));
  switch (type) {
    case "ADDED":
    case "MODIFIED":
      return { type: "put", object, resourceVersion };
    case "DELETED":
      return { type: "remove", object, resourceVersion };
    case "BOOKMARK":
      return { type: "bookmark", resourceVersion };
    default:
      throw badBody(reason("EVENT_TYPE_UNKNOWN", { type }));
  }
}

function parseLine(line: string): z.infer<typeof eventSchema> {
  try {
    return eventSchema.parse(JSON.parse(line));
  } catch {
    throw badBody(reason("BODY_NO_EVENT", {}));
  }
}
