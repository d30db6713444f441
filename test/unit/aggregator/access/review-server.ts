import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Presented } from "../../../../aggregator/access/access.ts";
import { Reviews } from "../../../../aggregator/access/reviews.ts";
import { ClusterAccess } from "../../../../aggregator/inventory/kubernetes/api/cluster-access.ts";

/** The spec of a TokenReview or SubjectAccessReview, as it was posted. */
interface Spec {
  readonly token?: string;
  readonly audiences?: readonly string[];
  readonly user?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
  readonly resourceAttributes?: {
    readonly group: string;
    readonly resource: string;
    readonly verb: string;
    readonly namespace: string;
  };
}

/** An API server that knows nothing but reviews, and answers as the test says. */
export class ReviewServer {
  readonly asked: { readonly kind: "token" | "right"; readonly spec: Spec }[] = [];
  /** `status` of a TokenReview. */
  token: (spec: Spec) => object = () => ({ authenticated: false });
  isAllowed: (spec: Spec) => boolean = () => false;
  /** Statuses other than 201 are failures. */
  httpStatus = 201;
  readonly #server: Server;
  #folder = "";

  constructor() {
    this.#server = createServer(async (request, response) => {
      let text = "";
      for await (const chunk of request) text += String(chunk);
      const { spec } = JSON.parse(text) as { readonly spec: Spec };
      const kind = request.url?.endsWith("/tokenreviews") ? "token" : "right";
      this.asked.push({ kind, spec });
      const status = kind === "token" ? this.token(spec) : { allowed: this.isAllowed(spec) };
      response.writeHead(this.httpStatus, { "content-type": "application/json" });
      response.end(JSON.stringify(this.httpStatus === 201 ? { status } : { message: "said why" }));
    });
  }

  /** Reviews that ask here. */
  async start(): Promise<Reviews> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.#folder = await mkdtemp(join(tmpdir(), "tapline-reviews-"));
    const { port } = this.#server.address() as AddressInfo;
    const file = join(this.#folder, "kubeconfig");
    const cluster = `{server: "http://127.0.0.1:${port}", insecure-skip-tls-verify: true}`;
    const lines = [
      `clusters: [{name: c, cluster: ${cluster}}]`,
      "users: [{name: u, user: {token: ours}}]",
      "contexts: [{name: x, context: {cluster: c, user: u}}]",
      "current-context: x",
    ];
    await writeFile(file, lines.join("\n"));
    return new Reviews(new ClusterAccess({ kind: "kubeconfig", file }));
  }

  count(kind: "token" | "right"): number {
    return this.asked.filter((one) => one.kind === kind).length;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** What comes over TCP with such a token, or with nothing. */
export function overTcp(token?: string, more: Partial<Presented> = {}): Presented {
  const authorization = token === undefined ? [] : [`Bearer ${token}`];
  return { listener: "tcp", peer: "192.0.2.7:4000", authorization, certificate: null, ...more };
}

/** A token as Kubernetes makes them, which nobody has signed. */
export function jwt(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none" })}.${part(claims)}.c2ln`;
}
