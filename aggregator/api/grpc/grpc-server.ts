import { Server, type ServerCredentials } from "@grpc/grpc-js";
import type { ListenAddress } from "../../../lib/listen/address.ts";
import { ListenError } from "../../../lib/listen/listen-error.ts";
import { listenOnUnix } from "../../../lib/listen/unix-socket.ts";
import type { AgentServiceHandlers } from "../../../proto/gen/tapline/v1/AgentService.ts";
import type { DiagnosisServiceHandlers } from "../../../proto/gen/tapline/v1/DiagnosisService.ts";
import { channelOptions, wire } from "../../../proto/load.ts";
import type { Presented } from "../../access/access.ts";
import { plaintext } from "./credentials.ts";

type Listener = Presented["listener"];

const listeners: readonly Listener[] = ["unix", "tcp"];

/** What one connection may ask for at a time, and how much, before anybody is known. */
const limits = {
  /** Requests are names, ends and flags; a call each. */
  callers: { "grpc.max_receive_message_length": 256 * 1024, "grpc.max_concurrent_streams": 100 },
  /** A session, and one that has not ended yet; each transfer has a connection of its own. */
  agents: { "grpc.max_concurrent_streams": 16 },
} as const;

/**
 * A gRPC server for callers or for agents, on one or more listen addresses. The other's calls are
 * refused there as UNIMPLEMENTED: who may reach the agents' listener need not be let in to ask.
 *
 * What comes in by unix sockets is told apart from what comes by TCP, and never by looking at it:
 * each kind has handlers of its own.
 */
export class GrpcServer {
  readonly #servers: Readonly<Record<Listener, Server>>;
  readonly #credentials: ServerCredentials;

  /** @param credentials over TCP; unix sockets are on this machine, and have a mode. */
  constructor(of: keyof typeof limits, credentials: ServerCredentials) {
    const options = { ...channelOptions, ...limits[of] };
    this.#servers = { unix: new Server(options), tcp: new Server(options) };
    this.#credentials = credentials;
  }

  serveCallers(handlers: (listener: Listener) => DiagnosisServiceHandlers): this {
    for (const one of listeners) {
      this.#servers[one].addService(wire.DiagnosisService.service, handlers(one));
    }
    return this;
  }

  serveAgents(handlers: (listener: Listener) => AgentServiceHandlers): this {
    for (const one of listeners) {
      this.#servers[one].addService(wire.AgentService.service, handlers(one));
    }
    return this;
  }

  /** Services beside ours: health, reflection. */
  add(service: (server: Server) => void): this {
    for (const one of listeners) service(this.#servers[one]);
    return this;
  }

  /** @throws {ListenError} */
  async listen(addresses: readonly ListenAddress[]): Promise<void> {
    for (const address of addresses) {
      const { text } = address;
      await (address.kind === "unix"
        ? listenOnUnix(address.path, () => this.#bind(this.#servers.unix, text, plaintext))
        : this.#bind(this.#servers.tcp, text, this.#credentials));
    }
  }

  /** Takes no new calls, waits for those that run, and after the grace period ends them. */
  async stop(graceMs: number): Promise<void> {
    await Promise.all(listeners.map((one) => stopServer(this.#servers[one], graceMs)));
  }

  #bind(server: Server, address: string, credentials: ServerCredentials): Promise<void> {
    return new Promise((resolve, reject) => {
      server.bindAsync(address, credentials, (cause) => {
        if (cause === null) return resolve();
        const message = `Cannot listen on ${address}: ${cause.message}`;
        reject(new ListenError({ code: "BIND_FAILED", address }, message, { cause }));
      });
    });
  }
}

async function stopServer(server: Server, graceMs: number): Promise<void> {
  const drained = new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
  const timer = setTimeout(() => server.forceShutdown(), graceMs);
  await drained;
  clearTimeout(timer);
}
