import { Server, type ServerCredentials } from "@grpc/grpc-js";
import type { AgentServiceHandlers } from "../../../proto/gen/tapline/v1/AgentService.ts";
import type { DiagnosisServiceHandlers } from "../../../proto/gen/tapline/v1/DiagnosisService.ts";
import { channelOptions, wire } from "../../../proto/load.ts";
import type { ListenAddress } from "../../options.ts";
import { ListenError } from "../listen-error.ts";
import { listenOnUnix } from "../unix-socket.ts";

/**
 * A gRPC server for callers or for agents, on one or more listen addresses. The other's calls are
 * refused there as UNIMPLEMENTED: who may reach the agents' listener need not be let in to ask.
 */
export class GrpcServer {
  readonly #server = new Server(channelOptions);
  readonly #credentials: ServerCredentials;

  constructor(credentials: ServerCredentials) {
    this.#credentials = credentials;
  }

  serveCallers(handlers: DiagnosisServiceHandlers): this {
    this.#server.addService(wire.DiagnosisService.service, handlers);
    return this;
  }

  serveAgents(handlers: AgentServiceHandlers): this {
    this.#server.addService(wire.AgentService.service, handlers);
    return this;
  }

  /** @throws {ListenError} */
  async listen(addresses: readonly ListenAddress[]): Promise<void> {
    for (const address of addresses) {
      const bind = (): Promise<void> => this.#bind(address.text);
      await (address.kind === "unix" ? listenOnUnix(address.path, bind) : bind());
    }
  }

  /** Takes no new calls, waits for those that run, and after the grace period ends them. */
  async stop(graceMs: number): Promise<void> {
    const drained = new Promise<void>((resolve) => this.#server.tryShutdown(() => resolve()));
    const timer = setTimeout(() => this.#server.forceShutdown(), graceMs);
    await drained;
    clearTimeout(timer);
  }

  #bind(address: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.bindAsync(address, this.#credentials, (cause) => {
        if (cause === null) return resolve();
        const message = `Cannot listen on ${address}: ${cause.message}`;
        reject(new ListenError({ code: "BIND_FAILED", address }, message, { cause }));
      });
    });
  }
}
