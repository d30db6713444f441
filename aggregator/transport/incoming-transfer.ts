import { type ServerReadableStream, status } from "@grpc/grpc-js";
import { messageOf } from "../../lib/errors.ts";
import type { TransferRequest__Output } from "../../proto/gen/tapline/v1/TransferRequest.ts";
import type { TransferResponse } from "../../proto/gen/tapline/v1/TransferResponse.ts";
import { type Reason, reason, said } from "../../proto/reasons/index.ts";
import { type AgentError, slowReader, transferFailed } from "./agent-error.ts";
import type { IngestOptions } from "./options.ts";

export type TransferCall = ServerReadableStream<TransferRequest__Output, TransferResponse>;
export type TransferReply = (
  error: { readonly code: status; readonly details: string } | null,
  response?: TransferResponse,
) => void;

/** Whose bulk it is. */
export interface TransferOrder {
  readonly node: string;
  /** Field name of the command, for messages. */
  readonly command: string;
  /** Takes one message; the next comes when it is done. What it throws ends the transfer. */
  readonly take: (data: Buffer) => void | Promise<void>;
}

const endedEarly = reason("TRANSFER_ENDED_EARLY", {});

/**
 * One transfer, from the moment its token is given out: waiting → open → ended. The reader takes
 * one message at a time, and while it does nothing more is read: gRPC then holds the agent back.
 */
export class IncomingTransfer {
  readonly order: TransferOrder;
  /** All of it was taken; rejects with what ended it early. */
  readonly ended: Promise<void>;
  readonly #options: IngestOptions;
  readonly #onEnd: (bytes: number, error: unknown) => void;
  #settle: (error: unknown) => void = () => {};
  #call: TransferCall | null = null;
  #reply: TransferReply = () => {};
  #timer: NodeJS.Timeout;
  #messages = 0;
  #bytes = 0;
  #isTaking = false;
  #isTotal = false;
  #isEnded = false;

  /** `onEnd` is called once, with null for one that was taken whole. */
  constructor(
    options: IngestOptions,
    order: TransferOrder,
    onEnd: (bytes: number, error: unknown) => void,
  ) {
    this.order = order;
    this.#options = options;
    this.#onEnd = onEnd;
    this.ended = new Promise((resolve, reject) => {
      this.#settle = (error) => (error === null ? resolve() : reject(error));
    });
    this.ended.catch(() => {}); // whoever waits for it gets it, and nobody may
    const { transferOpenMs } = options;
    const notOpened = reason("TRANSFER_NOT_OPENED", { afterMs: transferOpenMs });
    const late = (): void => this.end(this.#failed(notOpened));
    this.#timer = setTimeout(late, transferOpenMs);
  }

  get isOpen(): boolean {
    return this.#call !== null;
  }

  /** The agent's stream, whose first message was the token. */
  begin(call: TransferCall, reply: TransferReply): void {
    this.#call = call;
    this.#reply = reply;
    this.#watch();
    call.on("data", (message: TransferRequest__Output) => void this.#data(message));
    // What was cut may look as if it had ended; the total tells.
    call.on("end", () => this.#isTotal || this.end(this.#failed(endedEarly)));
    call.on("cancelled", () => this.end(this.#failed(endedEarly)));
    call.on("error", (error: Error) => this.end(this.#failed(said(error.message))));
  }

  /** Ends it: null when all was taken, else the reader's or the transfer's error. */
  end(error: unknown): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    clearTimeout(this.#timer);
    if (error === null) this.#reply(null, { messages: this.#messages, bytes: this.#bytes });
    else this.#reply({ code: status.ABORTED, details: messageOf(error) });
    this.#call?.resume(); // what it still holds must not keep it from ending
    this.#onEnd(this.#bytes, error);
    this.#settle(error);
  }

  async #data({ data, total }: TransferRequest__Output): Promise<void> {
    if (this.#isEnded) return;
    if (data === undefined) return this.#ends(total);
    this.#messages += 1;
    this.#bytes += data.length;
    const { maxTransferBytes } = this.#options;
    if (this.#bytes > maxTransferBytes) {
      return this.end(this.#failed(reason("TRANSFER_TOO_LARGE", { limitBytes: maxTransferBytes })));
    }
    this.#isTaking = true;
    this.#call?.pause();
    this.#watch();
    try {
      await this.order.take(data);
    } catch (thrown) {
      return this.end(thrown);
    }
    this.#isTaking = false;
    if (this.#isEnded) return;
    this.#watch();
    this.#call?.resume();
  }

  #ends(total: number | undefined): void {
    this.#isTotal = true;
    if (total === this.#messages) this.end(null);
    else {
      const counts = { sent: total ?? 0, arrived: this.#messages };
      this.end(this.#failed(reason("TRANSFER_SHORT", counts)));
    }
  }

  /** Somebody has to do something within the time, agent or reader. */
  #watch(): void {
    clearTimeout(this.#timer);
    const { transferStallMs: ms } = this.#options;
    this.#timer = setTimeout(() => {
      const stalled = reason("TRANSFER_STALLED", { forMs: ms });
      this.end(this.#isTaking ? slowReader(this.order.node, ms) : this.#failed(stalled));
    }, ms);
  }

  #failed(why: Reason): AgentError {
    return transferFailed(this.order.node, this.order.command, why);
  }
}
