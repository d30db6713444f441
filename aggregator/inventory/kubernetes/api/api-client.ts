import type { IncomingMessage } from "node:http";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { reason } from "../../../../proto/reasons/index.ts";
import {
  aborted,
  connectionError,
  KubernetesApiError,
  statusError,
  userAgent,
} from "./api-error.ts";
import type { ClusterAccess } from "./cluster-access.ts";

export interface GetOptions {
  readonly query: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Milliseconds without a byte, before the answer and in it, until it is given up. */
  readonly idleMs: number;
}

/** Body of an answer with an error that is kept for the message. */
const maxErrorBytes = 4_096;

/**
 * One GET whose answer is read as it comes: lists and watches. What client-node makes of a list is
 * all of it at once, without a bound and without an end when nothing comes (docs/adr/0024).
 *
 * @returns the answer with status 200; its body ends with an error when nothing comes for `idleMs`,
 *   when the connection breaks and when `signal` aborts.
 * @throws {KubernetesApiError}
 */
export async function get(
  cluster: ClusterAccess,
  path: string,
  options: GetOptions,
): Promise<IncomingMessage> {
  const { signal } = options;
  if (signal.aborted) throw aborted();
  const { server, options: tls } = await cluster.access();
  if (signal.aborted) throw aborted(); // meanwhile: nobody would tell `send`
  const url = new URL(server.pathname.replace(/\/$/, "") + path, server);
  for (const [key, value] of Object.entries(options.query)) url.searchParams.set(key, value);
  const response = await send(url, tls, options);
  if (response.statusCode === 200) return response;
  throw statusError(path, {
    status: response.statusCode ?? 0,
    body: (await errorText(response)) || (response.statusMessage ?? ""),
    retryAfter: response.headers["retry-after"],
  });
}

function send(
  url: URL,
  tls: Awaited<ReturnType<ClusterAccess["access"]>>["options"],
  { signal, idleMs }: GetOptions,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { ...tls.headers, accept: "application/json", "user-agent": userAgent };
    const request = url.protocol === "http:" ? httpRequest : httpsRequest;
    const outgoing = request(url, { ...tls, headers });
    let response: IncomingMessage | null = null;
    // A request that is destroyed once the answer has begun would only say "aborted" to its reader.
    const stop = (why: KubernetesApiError): void => void (response ?? outgoing).destroy(why);
    const idle = setTimeout(() => {
      stop(new KubernetesApiError(reason("API_SILENT", { server: url.host, idleMs })));
    }, idleMs);
    const onAbort = (): void => stop(aborted());
    signal.addEventListener("abort", onAbort, { once: true });
    outgoing.on("socket", (socket) => socket.setKeepAlive(true, 15_000));
    outgoing.on("close", () => {
      clearTimeout(idle);
      signal.removeEventListener("abort", onAbort);
    });
    outgoing.on("error", (cause) => reject(connectionError(url.host, cause)));
    outgoing.on("response", (incoming) => {
      response = incoming;
      idle.refresh();
      incoming.on("data", () => idle.refresh());
      incoming.pause(); // the listener above must not start the flow before there is a reader
      resolve(incoming);
    });
    outgoing.end();
  });
}

async function errorText(response: IncomingMessage): Promise<string> {
  let text = "";
  try {
    for await (const chunk of response) {
      text += String(chunk);
      if (text.length > maxErrorBytes) break;
    }
  } catch {
    // the status says enough
  }
  response.destroy();
  return text;
}
