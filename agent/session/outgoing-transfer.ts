import { type ClientWritableStream, type ServiceError, status } from "@grpc/grpc-js";
import type { TransferRequest } from "../../proto/gen/tapline/v1/TransferRequest.ts";
import type { wire } from "../../proto/load.ts";
import { CommandError } from "../commands/command-error.ts";
import type { BulkTransfer } from "../commands/command-handler.ts";
import type { AggregatorPlace } from "../options.ts";
import { connectTo } from "./connection.ts";
import { SessionError } from "./session-error.ts";

/** Opens a transfer with the token of a command; it ends early with the signal. */
export type OpenTransfer = (token: string, signal: AbortSignal) => BulkTransfer;

/**
 * A connection of its own: on the session's, control messages would wait behind what the kernel has
 * already taken of the bulk.
 */
const transferOptions = { "grpc.use_local_subchannel_pool": 1 };

/** Transfers to the aggregator at a place. */
export function transfersTo(place: AggregatorPlace): OpenTransfer {
  return (token, signal) => new OutgoingTransfer(connected(place), token, signal);
}

function connected(place: AggregatorPlace): InstanceType<typeof wire.AgentService> {
  try {
    return connectTo(place, transferOptions);
  } catch (thrown) {
    if (!(thrown instanceof SessionError)) throw thrown;
    const type = { code: "TRANSFER_FAILED", status: status.UNAUTHENTICATED } as const;
    throw new CommandError(type, thrown.message, { cause: thrown });
  }
}

class OutgoingTransfer implements BulkTransfer {
  readonly #client: InstanceType<typeof wire.AgentService>;
  readonly #call: ClientWritableStream<TransferRequest>;
  readonly #signal: AbortSignal;
  readonly #taken: Promise<void>;
  #failure: CommandError | null = null;
  #isEnded = false;
  #sent = 0;
  #wake: () => void = () => {};

  constructor(client: InstanceType<typeof wire.AgentService>, token: string, signal: AbortSignal) {
    this.#client = client;
    this.#signal = signal;
    let settle: (error: ServiceError | null) => void = () => {};
    const answered = new Promise<ServiceError | null>((resolve) => {
      settle = resolve;
    });
    this.#call = this.#client.Transfer((error) => settle(error));
    this.#taken = answered.then((error) => this.#answered(error));
    this.#taken.catch(() => {}); // send and end throw it
    this.#call.on("drain", () => this.#wake());
    this.#call.on("error", () => {}); // the answer tells the same
    signal.addEventListener("abort", this.#onAbort, { once: true });
    if (signal.aborted) this.cancel();
    else this.#call.write({ token });
  }

  async send(data: Uint8Array): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    this.#sent += 1;
    if (this.#call.write({ data: Buffer.from(data.buffer, data.byteOffset, data.length) })) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    if (this.#failure !== null) throw this.#failure;
  }

  async end(): Promise<void> {
    this.#isEnded = true;
    this.#call.write({ total: this.#sent });
    this.#call.end();
    await this.#taken;
  }

  cancel(): void {
    if (!this.#isEnded) this.#call.cancel();
  }

  /** Also after `end`: the aggregator may still be taking what was sent. */
  readonly #onAbort = (): void => this.#call.cancel();

  #answered(error: ServiceError | null): void {
    this.#signal.removeEventListener("abort", this.#onAbort);
    this.#client.close();
    if (error !== null) {
      const code = error.code ?? status.UNKNOWN;
      const message = `Cannot send what was asked for: ${error.details || error.message}`;
      this.#failure = new CommandError({ code: "TRANSFER_FAILED", status: code }, message);
    }
    this.#wake();
    if (this.#failure !== null) throw this.#failure;
  }
}
