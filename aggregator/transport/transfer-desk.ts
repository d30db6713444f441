import { randomBytes } from "node:crypto";
import { status } from "@grpc/grpc-js";
import type { TransferRequest__Output } from "../../proto/gen/tapline/v1/TransferRequest.ts";
import { reason } from "../../proto/reasons/index.ts";
import type { Log } from "../log.ts";
import { transferFailed } from "./agent-error.ts";
import { nodeRefusal, type ProveNode } from "./agent-proof.ts";
import {
  IncomingTransfer,
  type TransferCall,
  type TransferOrder,
  type TransferReply,
} from "./incoming-transfer.ts";
import type { IngestOptions } from "./options.ts";

/** Counted since the start, but for those that are open or waited for now. */
export interface TransferCounts {
  readonly waiting: number;
  readonly open: number;
  readonly completed: number;
  /** Ended early by agent, reader or a limit. */
  readonly failed: number;
  /** There was no place, or a stream came with no token that is known. */
  readonly refused: number;
  readonly bytes: number;
}

type Refuse = (code: status, details: string) => void;

/** Gives out tokens, and takes the streams that agents open with them. */
export class TransferDesk {
  readonly #options: IngestOptions;
  readonly #log: Log;
  readonly #transfers = new Map<string, IncomingTransfer>();
  #completed = 0;
  #failed = 0;
  #refused = 0;
  #bytes = 0;

  constructor(options: IngestOptions, modules: { readonly log: Log }) {
    this.#options = options;
    this.#log = modules.log;
  }

  get counts(): TransferCounts {
    const open = [...this.#transfers.values()].filter(({ isOpen }) => isOpen).length;
    return {
      waiting: this.#transfers.size - open,
      open,
      completed: this.#completed,
      failed: this.#failed,
      refused: this.#refused,
      bytes: this.#bytes,
    };
  }

  /**
   * Makes a place for what a command will send.
   *
   * @throws {AgentError} TRANSFER_FAILED at the limit.
   */
  expect(order: TransferOrder): { readonly token: string; readonly transfer: IncomingTransfer } {
    const { maxTransfers } = this.#options;
    if (this.#transfers.size >= maxTransfers) {
      this.#refused += 1;
      const why = reason("TOO_MANY_TRANSFERS", { limit: maxTransfers });
      throw transferFailed(order.node, order.command, why);
    }
    // Not to be guessed: whoever has it may send in the agent's name.
    const token = randomBytes(16).toString("hex");
    const transfer = new IncomingTransfer(this.#options, order, (bytes, error) => {
      this.#transfers.delete(token);
      this.#bytes += bytes;
      if (error === null) this.#completed += 1;
      else this.#failed += 1;
      const { node, command } = order;
      this.#log.debug({ node, command, bytes, error: error ?? undefined }, "transfer ended");
    });
    this.#transfers.set(token, transfer);
    return { token, transfer };
  }

  /** Handler of AgentService.Transfer. */
  accept(call: TransferCall, callback: TransferReply, prove: ProveNode): void {
    let isAnswered = false;
    const reply: TransferReply = (error, response) => {
      if (isAnswered) return;
      isAnswered = true;
      clearTimeout(timer);
      callback(error, response);
    };
    const refuse: Refuse = (code, details) => {
      this.#refused += 1;
      reply({ code, details: `Cannot begin a transfer: ${details}` });
      call.resume();
    };
    const timer = setTimeout(() => {
      refuse(status.DEADLINE_EXCEEDED, "no token came");
    }, this.#options.helloTimeoutMs);
    call.on("error", () => clearTimeout(timer));
    call.on("cancelled", () => clearTimeout(timer));
    call.once("data", ({ token }: TransferRequest__Output) => {
      if (isAnswered) return; // too late: nobody reads what would come
      clearTimeout(timer);
      call.pause();
      void this.#admit(call, token ?? "", prove, { reply, refuse });
    });
  }

  /** The token says which transfer it is, and the call must be of the agent that got it. */
  async #admit(
    call: TransferCall,
    token: string,
    prove: ProveNode,
    { reply, refuse }: { readonly reply: TransferReply; readonly refuse: Refuse },
  ): Promise<void> {
    const expected = this.#transfers.get(token);
    const unproven =
      expected === undefined ? null : await nodeRefusal(prove, call, expected.order.node);
    // What was expected may have ended meanwhile, or another stream have come first.
    const transfer = this.#transfers.get(token);
    if (unproven !== null) {
      const { code, details, why, err } = unproven;
      this.#log.warn({ peer: call.getPeer(), refused: why, err }, details);
      refuse(code, details);
    } else if (transfer === undefined || transfer.isOpen) {
      refuse(status.PERMISSION_DENIED, "this token is not known, or no longer");
    } else {
      transfer.begin(call, reply);
      const { node, command } = transfer.order;
      const gone = reason("TRANSFER_ENDED_EARLY", {});
      if (call.cancelled) transfer.end(transferFailed(node, command, gone));
      else call.resume();
    }
  }
}
