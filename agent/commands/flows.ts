import type { Flow as WireFlow } from "../../proto/gen/tapline/v1/Flow.ts";
import type { FlowsCommand__Output } from "../../proto/gen/tapline/v1/FlowsCommand.ts";
import { printAction } from "../openflow/actions/print.ts";
import type { Flow } from "../openflow/flows/flow.ts";
import { dumpFlows } from "../openflow/flows/run.ts";
import type { CommandContext, CommandHandler } from "./command-handler.ts";
import { cookieDigits } from "./cookie-digits.ts";

const flowsLimits = {
  /** Some 150 KB a message. */
  flowsPerBatch: 500,
  /** About 250,000 flows; a bridge with more is not sent, and that is the answer. */
  maxBytes: 64 * 1024 * 1024,
  unparsedSamples: 10,
} as const;

/** The flows of a bridge in batches, then the count of what was read. */
export function flowsHandler(ovsRunDir: string): CommandHandler<FlowsCommand__Output> {
  return {
    endsEarly: false,
    /** A dump keeps ovs-vswitchd busy for half a second per 100,000 flows. */
    maxRunning: 2,
    run: async (request, context) => {
      const sender = new FlowSender(context);
      const target = request.bridge === "" ? { ovsRunDir } : { ovsRunDir, bridge: request.bridge };
      const unparsedSamples: string[] = [];
      const counts = await dumpFlows(target, (flow) => sender.add(flow, request.table), {
        maxBytes: flowsLimits.maxBytes,
        signal: context.signal,
        onUnparsed: ({ text }) => {
          if (unparsedSamples.length < flowsLimits.unparsedSamples) unparsedSamples.push(text);
        },
      });
      const flows = await sender.end();
      return { flowReport: { flows, unparsed: counts.unparsed, unparsedSamples } };
    },
  };
}

class FlowSender {
  readonly #context: CommandContext;
  #batch: WireFlow[] = [];
  #flows = 0;
  #sending: Promise<void> = Promise.resolve();

  constructor(context: CommandContext) {
    this.#context = context;
  }

  /** @param table the only one that is wanted; all when not given. */
  add(flow: Flow, table: number | undefined): void {
    if (table !== undefined && flow.table !== table) return;
    this.#batch.push(toWireFlow(flow));
    this.#flows += 1;
    if (this.#batch.length >= flowsLimits.flowsPerBatch) this.#send();
  }

  /** Sends the rest; gives how many were sent. */
  async end(): Promise<number> {
    if (this.#batch.length > 0) this.#send();
    await this.#sending;
    return this.#flows;
  }

  #send(): void {
    const flows = this.#batch;
    this.#batch = [];
    // ovs-ofctl cannot be held: batches wait here, bounded by the size of the dump.
    this.#sending = this.#sending.then(() => this.#context.send({ flows: { flows } }));
    this.#sending.catch(() => {}); // end() awaits it, where it counts
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
