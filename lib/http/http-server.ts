import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { messageOf } from "../errors.ts";
import type { ListenAddress } from "../listen/address.ts";
import { ListenError } from "../listen/listen-error.ts";
import { listenOnUnix } from "../listen/unix-socket.ts";

export interface HttpRequest {
  readonly url: URL;
  /** `ADDRESS:PORT`, or `unix`. */
  readonly peer: string;
  /** The address that it came in by. */
  readonly listener: ListenAddress;
  readonly headers: IncomingMessage["headers"];
  /** Aborts when the caller is gone. */
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Answers one GET. What it throws is a defect: the caller is told 500 and no more. */
export type HttpHandler = (request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>;

export interface HttpServerOptions {
  /** By path. */
  readonly routes: Readonly<Record<string, HttpHandler>>;
  readonly onDefect: (path: string, thrown: unknown) => void;
}

/** More connections are refused: probes and scrapers are few. */
const maxConnections = 64;
/** Headers must be there within this, a request within the double. */
const headersTimeoutMs = 5_000;
/** An idle connection is closed after this. */
const keepAliveMs = 30_000;

/** A small HTTP server, on one or more addresses, that only answers GET and HEAD. */
export class HttpServer {
  readonly #options: HttpServerOptions;
  readonly #servers: Server[] = [];

  constructor(options: HttpServerOptions) {
    this.#options = options;
  }

  /** @throws {ListenError} */
  async listen(addresses: readonly ListenAddress[]): Promise<void> {
    for (const address of addresses) {
      const server = createServer(
        {
          headersTimeout: headersTimeoutMs,
          requestTimeout: 2 * headersTimeoutMs,
          keepAliveTimeout: keepAliveMs,
          connectionsCheckingInterval: headersTimeoutMs,
        },
        (request, response) => void this.#answer(request, response, address),
      );
      server.maxConnections = maxConnections;
      const bind = (): Promise<void> => bound(server, address);
      await (address.kind === "unix" ? listenOnUnix(address.path, bind) : bind());
      this.#servers.push(server);
    }
  }

  /** Takes no new requests, waits for those that run, and after the grace period ends them. */
  async stop(graceMs: number): Promise<void> {
    await Promise.all(
      this.#servers.map(async (server) => {
        const closed = new Promise<void>((resolve) => server.close(() => resolve()));
        server.closeIdleConnections();
        const timer = setTimeout(() => server.closeAllConnections(), graceMs);
        await closed;
        clearTimeout(timer);
      }),
    );
  }

  async #answer(
    incoming: IncomingMessage,
    response: ServerResponse,
    listener: ListenAddress,
  ): Promise<void> {
    incoming.resume(); // a body is of no use to anybody
    const answer = await this.#answerTo(incoming, response, listener);
    if (response.destroyed) return;
    const { status, type, body } = answer;
    response.writeHead(status, {
      "content-type": type,
      "content-length": Buffer.byteLength(body),
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      ...(status === 405 ? { allow: "GET, HEAD" } : {}),
    });
    response.end(incoming.method === "HEAD" ? undefined : body);
  }

  async #answerTo(
    incoming: IncomingMessage,
    response: ServerResponse,
    listener: ListenAddress,
  ): Promise<HttpAnswer> {
    const url = parsedUrl(incoming.url ?? "/");
    if (url === null) return json(400, { error: "BAD_REQUEST" });
    const { routes, onDefect } = this.#options;
    const handler = Object.hasOwn(routes, url.pathname) ? routes[url.pathname] : undefined;
    if (handler === undefined) return json(404, { error: "NOT_FOUND", paths: Object.keys(routes) });
    if (incoming.method !== "GET" && incoming.method !== "HEAD") {
      return json(405, { error: "METHOD_NOT_ALLOWED" });
    }
    const gone = new AbortController();
    response.on("close", () => gone.abort());
    const { headers, socket } = incoming;
    const peer =
      listener.kind === "unix" ? "unix" : `${socket.remoteAddress ?? ""}:${socket.remotePort ?? 0}`;
    try {
      return await handler({ url, peer, listener, headers, signal: gone.signal });
    } catch (thrown) {
      onDefect(url.pathname, thrown);
      return json(500, { error: "INTERNAL" });
    }
  }
}

/** An answer with a JSON document, readable as it is. */
export function json(status: number, document: unknown): HttpAnswer {
  const type = "application/json; charset=utf-8";
  return { status, type, body: `${JSON.stringify(document, null, 2)}\n` };
}

/** Null for what is no path: `OPTIONS *`, an address of somewhere else that is none. */
function parsedUrl(text: string): URL | null {
  try {
    return new URL(text, "http://tapline.invalid");
  } catch {
    return null;
  }
}

function bound(server: Server, address: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => {
      const message = `Cannot listen on ${address.text}: ${messageOf(cause)}`;
      reject(new ListenError({ code: "BIND_FAILED", address: address.text }, message, { cause }));
    });
    if (address.kind === "unix") server.listen(address.path, resolve);
    else server.listen({ host: address.host.replace(/^\[|\]$/g, ""), port: address.port }, resolve);
  });
}
