import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface FakePod {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly [field: string]: unknown;
}

/**
 * An API server with the pods of one test, that does what it is told: hang up, forget, refuse, say
 * nothing. It answers lists and watches as the real one does, as far as a client can tell.
 */
export class FakeApiServer {
  readonly #server = createServer((request, response) => this.#answer(request, response));
  readonly #pods = new Map<string, FakePod>();
  readonly #watches = new Set<ServerResponse>();
  #folder = "";
  revision = 100;
  /** Watches from before this revision are told that it is gone. */
  oldestRevision = 0;
  /** Status for every request, until it is set back to 200. */
  status = 200;
  retryAfter: string | null = null;
  /** Paths that are served; others get a 404. */
  served: readonly string[] = ["/api/v1/pods"];
  /** Watches end as soon as they are open. */
  hangUp = false;
  /** Requests are taken and nothing is ever said. */
  silent = false;
  readonly requests: URL[] = [];

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.#folder = await mkdtemp(join(tmpdir(), "tapline-fake-api-"));
    const { port } = this.#server.address() as AddressInfo;
    const cluster = `{server: "http://127.0.0.1:${port}", insecure-skip-tls-verify: true}`;
    const lines = [
      `clusters: [{name: fake, cluster: ${cluster}}]`,
      "users: [{name: me, user: {token: t}}]",
      "contexts: [{name: fake, context: {cluster: fake, user: me}}]",
      "current-context: fake",
    ];
    await writeFile(this.kubeconfig, lines.join("\n"));
  }

  get kubeconfig(): string {
    return join(this.#folder, "kubeconfig");
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await rm(this.#folder, { recursive: true });
  }

  get lists(): readonly URL[] {
    return this.requests.filter((url) => !url.searchParams.has("watch"));
  }

  get watches(): readonly URL[] {
    return this.requests.filter((url) => url.searchParams.has("watch"));
  }

  get openWatches(): number {
    return this.#watches.size;
  }

  /** Adds or changes a pod and tells the watches. */
  put(name: string, fields: object = { spec: {} }): void {
    this.revision += 1;
    const type = this.#pods.has(name) ? "MODIFIED" : "ADDED";
    const metadata = { name, namespace: "default", resourceVersion: String(this.revision) };
    const pod = { metadata, ...fields };
    this.#pods.set(name, pod);
    this.#tell(type, pod);
  }

  remove(name: string): void {
    this.revision += 1;
    const pod = this.#pods.get(name);
    this.#pods.delete(name);
    if (pod === undefined) return;
    const metadata = { ...pod.metadata, resourceVersion: String(this.revision) };
    this.#tell("DELETED", { ...pod, metadata });
  }

  bookmark(): void {
    this.#tell("BOOKMARK", { metadata: { resourceVersion: String(this.revision) } });
  }

  /** Ends the watches as their time limit does. */
  endWatches(): void {
    for (const response of this.#watches) response.end();
  }

  /** As a server that dies. */
  resetConnections(): void {
    this.#server.closeAllConnections();
  }

  /** Bytes in the middle of nothing. */
  write(text: string): void {
    for (const response of this.#watches) response.write(text);
  }

  #tell(type: string, object: unknown): void {
    this.write(`${JSON.stringify({ type, object })}\n`);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? "/", "http://fake");
    this.requests.push(url);
    if (this.silent) return;
    if (this.retryAfter !== null) response.setHeader("retry-after", this.retryAfter);
    if (this.status !== 200) refuse(response, this.status, "as told");
    else if (!this.served.includes(url.pathname)) refuse(response, 404, "page not found");
    else if (url.searchParams.has("watch")) this.#watch(url, response);
    else this.#list(url, response);
  }

  #list(url: URL, response: ServerResponse): void {
    const token = url.searchParams.get("continue");
    const [from, revision] = (token ?? `0 ${this.revision}`).split(" ").map(Number);
    if (Number(revision) < this.oldestRevision) {
      refuse(response, 410, "token expired");
      return;
    }
    const limit = Number(url.searchParams.get("limit"));
    const all = [...this.#pods.values()];
    const end = Number(from) + limit;
    const metadata = {
      resourceVersion: String(revision),
      continue: end < all.length ? `${end} ${revision}` : "",
    };
    const items = all.slice(from, end);
    response.end(JSON.stringify({ kind: "PodList", metadata, items }));
  }

  #watch(url: URL, response: ServerResponse): void {
    response.writeHead(200);
    response.flushHeaders();
    if (this.hangUp) {
      response.end();
      return;
    }
    if (Number(url.searchParams.get("resourceVersion")) < this.oldestRevision) {
      const object = { kind: "Status", code: 410, message: "too old resource version" };
      response.end(`${JSON.stringify({ type: "ERROR", object })}\n`);
      return;
    }
    this.#watches.add(response);
    response.on("close", () => this.#watches.delete(response));
  }
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status);
  response.end(JSON.stringify({ kind: "Status", code: status, message }));
}
