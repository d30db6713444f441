import { z } from "zod";
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
 * @throws {KubernetesApiError} GONE and REFUSED for what the server says in the stream, BAD_BODY.
 */
export function parseWatchEvent(line: string): WatchEvent {
  const { type, object } = parseLine(line);
  if (type === "ERROR") {
    const said = object.message ?? "no reason";
    if (object.code === 410) throw gone(said);
    const refused = { code: "REFUSED", status: object.code ?? 0, retryAfterMs: 0 } as const;
    throw new KubernetesApiError(refused, `Cannot go on watching: ${said}`);
  }
  const resourceVersion = object.metadata?.resourceVersion;
  if (!resourceVersion) throw badBody(`an event ${type} without resource version`);
  switch (type) {
    case "ADDED":
    case "MODIFIED":
      return { type: "put", object, resourceVersion };
    case "DELETED":
      return { type: "remove", object, resourceVersion };
    case "BOOKMARK":
      return { type: "bookmark", resourceVersion };
    default:
      throw badBody(`an event of unknown type ${type}`);
  }
}

function parseLine(line: string): z.infer<typeof eventSchema> {
  try {
    return eventSchema.parse(JSON.parse(line));
  } catch {
    throw badBody("an event of a watch was wanted");
  }
}
