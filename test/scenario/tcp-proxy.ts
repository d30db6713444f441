import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A way to a server on loopback that can be broken as networks break. */
export class TcpProxy {
  readonly #target: number;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  readonly #server = createServer((client) => this.#forward(client));
  #mode: "forward" | "refuse" = "forward";

  constructor(targetPort: number) {
    this.#target = targetPort;
  }

  async listen(): Promise<number> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.close();
    this.reset();
  }

  /** Both sides get a reset; new connections work. */
  reset(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.resetAndDestroy();
    this.#pairs.clear();
  }

  /** As `reset`, and new connections are reset too until `restore`. */
  cut(): void {
    this.#mode = "refuse";
    this.reset();
  }

  /** What is open stays open and carries nothing any more: half-open. New connections work. */
  freeze(): void {
    for (const [client, server] of this.#pairs) {
      client.unpipe(server);
      server.unpipe(client);
      client.pause();
      server.pause();
    }
  }

  restore(): void {
    this.#mode = "forward";
  }

  get connections(): number {
    return this.#pairs.size;
  }

  #forward(client: Socket): void {
    if (this.#mode === "refuse") {
      client.resetAndDestroy();
      return;
    }
    const server = connect(this.#target, "127.0.0.1");
    const pair = [client, server] as const;
    this.#pairs.add(pair);
    const end = (): void => {
      this.#pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    for (const socket of pair) {
      socket.on("error", end);
      socket.on("close", end);
    }
    client.pipe(server);
    server.pipe(client);
  }
}
