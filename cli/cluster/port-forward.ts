import { createServer, type Server, type Socket } from "node:net";
import { PassThrough, Writable } from "node:stream";
import { messageOf } from "../../lib/errors.ts";
import type { ClusterAccess } from "./access.ts";
import type { AggregatorPod } from "./find-aggregator.ts";

/** A tool that talks to one aggregator needs one connection, and another one after a break. */
const maxConnections = 8;

/**
 * A port of this machine's loopback whose connections end at a port of a Pod, through the API
 * server: what `kubectl port-forward` does.
 */
export class PodForward {
  readonly #cluster: ClusterAccess;
  readonly #pod: AggregatorPod;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #trouble: string | null = null;

  private constructor(cluster: ClusterAccess, pod: AggregatorPod) {
    this.#cluster = cluster;
    this.#pod = pod;
    this.#server = createServer((socket) => void this.#carry(socket));
    this.#server.maxConnections = maxConnections;
  }

  static async open(cluster: ClusterAccess, pod: AggregatorPod): Promise<PodForward> {
    const forward = new PodForward(cluster, pod);
    await new Promise<void>((resolve, reject) => {
      forward.#server.once("error", reject);
      forward.#server.listen(0, "127.0.0.1", resolve);
    });
    return forward;
  }

  /** Where it is reached, as `host:port`. */
  get address(): string {
    const bound = this.#server.address();
    if (bound === null || typeof bound === "string") throw new Error("Not listening");
    return `127.0.0.1:${bound.port}`;
  }

  /** Why the last connection did not get through; null while none failed. */
  get trouble(): string | null {
    return this.#trouble;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #carry(socket: Socket): Promise<void> {
    this.#sockets.add(socket);
    socket.on("error", () => {}); // whoever is at the other end has gone: "close" follows
    const { kubeConfig } = this.#cluster;
    const { namespace, name, port } = this.#pod;
    // What is sent before the way is there waits, instead of getting lost.
    const upward = new PassThrough();
    socket.pipe(upward);
    const errors = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        if (chunk.length > 0) this.#fail(chunk.toString("utf8").trim(), socket);
        done();
      },
    });
    try {
      const { PortForward } = await import("./library.ts");
      const forward = new PortForward(kubeConfig, false);
      const way = await forward.portForward(namespace, name, [port], socket, errors, upward);
      const stream = typeof way === "function" ? way() : way;
      stream?.addEventListener("close", () => socket.destroy());
      stream?.addEventListener("error", ({ message }: { readonly message: string }) =>
        this.#fail(message, socket),
      );
      socket.once("close", () => {
        this.#sockets.delete(socket);
        stream?.close();
      });
      if (socket.destroyed) stream?.close();
    } catch (thrown) {
      this.#sockets.delete(socket);
      this.#fail(wordsOf(thrown), socket);
    }
  }

  #fail(words: string, socket: Socket): void {
    this.#trouble = words;
    socket.destroy();
  }
}

/** The library rejects with an event of its WebSocket, which is no Error. */
function wordsOf(thrown: unknown): string {
  if (thrown instanceof Error) return messageOf(thrown);
  const message: unknown =
    typeof thrown === "object" && thrown !== null && Reflect.get(thrown, "message");
  return typeof message === "string" ? message : "the API server refused";
}
