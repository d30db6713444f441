import type { Configuration, KubeConfig } from "@kubernetes/client-node";
import { deadline } from "../../../../lib/deadline.ts";
import { reason } from "../../../../proto/reasons/index.ts";
import {
  aborted,
  connectionError,
  KubernetesApiError,
  statusError,
  userAgent,
} from "./api-error.ts";
import type { ClusterAccess } from "./cluster-access.ts";

type Library = typeof import("./client-library.ts");

/** An API of client-node, as its class. */
type ApiClass<Api> = new (configuration: Configuration) => Api;

export interface TypedCall<Api, Result> {
  /** Of client-library.ts. */
  readonly api: (library: Library) => ApiClass<Api>;
  readonly ask: (api: Api) => Promise<Result>;
  /** For errors: "a TokenReview". */
  readonly what: string;
  readonly signal: AbortSignal;
  /** Milliseconds for the whole call. */
  readonly timeoutMs: number;
}

/**
 * One call of a typed API, with what client-node knows of its objects. Not for lists and watches:
 * those have limits of their own, see list-page.ts and watch.ts.
 *
 * @throws {KubernetesApiError}
 */
export async function typedCall<Api, Result>(
  cluster: ClusterAccess,
  { api, ask, what, signal, timeoutMs }: TypedCall<Api, Result>,
): Promise<Result> {
  const { kubeConfig, server } = await cluster.config();
  const library = await import("./client-library.ts");
  const until = deadline(timeoutMs, signal);
  const client = new (api(library))(
    configuration(library, { kubeConfig, server, what, signal: until }),
  );
  try {
    return await ask(client);
  } catch (thrown) {
    if (signal.aborted) throw aborted();
    if (until.aborted)
      throw new KubernetesApiError(reason("API_SILENT", { server, idleMs: timeoutMs }));
    throw connectionError(server, thrown);
  }
}

interface CallContext {
  readonly kubeConfig: KubeConfig;
  readonly server: string;
  readonly what: string;
  readonly signal: AbortSignal;
}

/** As `KubeConfig.makeApiClient` makes it, with a signal, since its own calls wait for ever. */
function configuration(
  { createConfiguration, ServerConfiguration }: Library,
  { kubeConfig, server, what, signal }: CallContext,
): Configuration {
  return createConfiguration({
    baseServer: new ServerConfiguration(server, {}),
    authMethods: { default: kubeConfig },
    promiseMiddleware: [
      {
        pre: async (request) => {
          request.setHeaderParam("User-Agent", userAgent);
          request.setSignal(signal);
          return request;
        },
        post: async (response) => {
          const { httpStatusCode: status, headers } = response;
          if (status < 300) return response;
          // The library would forget what a 401 says.
          const body = await response.body.text();
          throw statusError(what, { status, body, retryAfter: headers["retry-after"] });
        },
      },
    ],
  });
}
