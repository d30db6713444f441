import type { Flow as WireFlow } from "../../proto/gen/tapline/v1/Flow.ts";
import type { FlowsCommand__Output } from "../../proto/gen/tapline/v1/FlowsCommand.ts";
import { wire } from "../../proto/load.ts";
import { printAction } from "../openflow/actions/print.ts";
import type { Flow } from "../openflow/flows/flow.ts";
import { dumpFlows } from "../openflow/flows/run.ts";
import type { BulkTransfer, CommandHandler } from "./command-handler.ts";
import { cookieDigits } from "./cookie-digits.ts";

const flowsLimits = {
  /** Some 150 KB a message. */
  flowsPerBatch: 500,
  /** About 250,000 flows; a bridge with more is not sent, and that is the answer. */
  maxBytes: 64 * 1024 * 1024,
  /** Batches that wait for the transfer; then ovs-ofctl is held until half of them have gone. */
  maxWaiting: 64,
  /** Whoever reads pages through it: the command's own deadline is what ends it. */
  timeoutMs: 120_000,
  unparsedSamples: 10,
} as const;

/** The flows of a bridge in batches over a transfer, then the count of what was read. */
export function flowsHandler(ovsRunDir: string): CommandHandler<FlowsCommand__Output> {
  return {
    endsEarly: false,
    /** A dump keeps ovs-vswitchd busy for half a second per 100,000 flows. */
    maxRunning: 2,
    run: async (request, context) => {
      const transfer = context.openTransfer();
      const sender = new FlowSender(transfer);
      const { bridge, table } = request;
      const target = {
        ovsRunDir,
        ...(bridge === "" ? {} : { bridge }),
        ...(table === undefined ? {} : { table }),
      };
      const unparsedSamples: string[] = [];
      try {
        const counts = await dumpFlows(target, (flow) => sender.add(flow), {
          maxBytes: flowsLimits.maxBytes,
          timeoutMs: flowsLimits.timeoutMs,
          signal: AbortSignal.any([context.signal, sender.failed]),
          room: () => sender.room(),
          onUnparsed: ({ text }) => {
            if (unparsedSamples.length < flowsLimits.unparsedSamples) unparsedSamples.push(text);
          },
        });
        const flows = await sender.end();
        return { flowReport: { flows, unparsed: counts.unparsed, unparsedSamples } };
      } catch (thrown) {
        transfer.cancel();
        throw sender.failed.aborted ? sender.failed.reason : thrown;
      }
    },
  };
}

class FlowSender {
  readonly #transfer: BulkTransfer;
  readonly #failure = new AbortController();
  #batch: WireFlow[] = [];
  #flows = 0;
  #waiting = 0;
  #sending: Promise<void> = Promise.resolve();
  #wake: () => void = () => {};

  constructor(transfer: BulkTransfer) {
    this.#transfer = transfer;
  }

  /** Aborted, with the reason, when nothing can be sent any more. */
  get failed(): AbortSignal {
    return this.#failure.signal;
  }

  add(flow: Flow): void {
    this.#batch.push(toWireFlow(flow));
    this.#flows += 1;
    if (this.#batch.length >= flowsLimits.flowsPerBatch) this.#send();
  }

  /** Null while there is room; else what to wait for before more is read. */
  room(): Promise<void> | null {
    if (this.#waiting < flowsLimits.maxWaiting) return null;
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** Sends the rest; gives how many were sent, when all of them were taken. */
  async end(): Promise<number> {
    if (this.#batch.length > 0) this.#send();
    await this.#sending;
    this.#failure.signal.throwIfAborted();
    await this.#transfer.end();
    return this.#flows;
  }

  #send(): void {
    const data = wire.FlowBatch.serialize({ flows: this.#batch });
    this.#batch = [];
    this.#waiting += 1;
    const sent = this.#sending.then(async () => {
      if (!this.#failure.signal.aborted) await this.#transfer.send(data);
    });
    this.#sending = sent
      .catch((thrown: unknown) => this.#failure.abort(thrown)) // end() throws it
      .finally(() => {
        this.#waiting -= 1;
        if (this.#waiting <= flowsLimits.maxWaiting / 2) this.#wake();
      });
  }
}

/** @param flow a dump without --names: its table is a number. */
function toWireFlow(flow: Flow): WireFlow {
  return {
    cookie: cookieDigits(flow.cookie),
    table: Number(flow.table),
    priority: flow.priority,
    packets: flow.packets ?? 0,
    bytes: flow.bytes ?? 0,
    durationSeconds: flow.durationSeconds ?? 0,
    match: flow.match.map(({ field, value, mask }) => ({
      field,
      value: mask === null ? (value ?? "") : `${value}/${mask}`,
    })),
    actions: flow.actions.map(printAction),
    actionKinds: flow.actions.map(({ kind }) => kind),
  };
}
