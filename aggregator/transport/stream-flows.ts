import type { FlowBatch__Output } from "../../proto/gen/tapline/v1/FlowBatch.ts";
import type { FlowReport__Output } from "../../proto/gen/tapline/v1/FlowReport.ts";
import type { FlowsCommand } from "../../proto/gen/tapline/v1/FlowsCommand.ts";
import { reason } from "../../proto/reasons/index.ts";
import { AgentError, badReply, cancelled } from "./agent-error.ts";
import type { CallOptions } from "./agent-handle.ts";
import type { AgentSession } from "./agent-session.ts";
import { FlowQueue } from "./flow-queue.ts";
import { runCommand } from "./run-command.ts";

/**
 * Runs a flow dump and hands its batches to a reader of any speed.
 *
 * One stream carries all that an agent says, so a reader that does not keep up holds back the
 * taps beside it: it may for `maxHoldMs` at a time, then its dump is given up.
 *
 * @throws {AgentError} SLOW_READER, and those of every command.
 */
export async function streamFlows(
  session: AgentSession,
  command: FlowsCommand,
  options: CallOptions,
  onBatch: (batch: FlowBatch__Output) => void | Promise<void>,
): Promise<FlowReport__Output> {
  const giveUp = new AbortController();
  const { signal } = giveUp;
  const onAbort = (): void => giveUp.abort(cancelled(session.node, "flows"));
  if (options.signal?.aborted) onAbort();
  options.signal?.addEventListener("abort", onAbort, { once: true });
  const brake = new SessionBrake(session, (error) => giveUp.abort(error));
  const queue = new FlowQueue(session.options.maxFlowsWaiting, () => brake.release());
  let report: FlowReport__Output | null = null;

  const dump = runCommand(session, { flows: command }, { ...options, signal }, (reply) => {
    if (reply.flows) queue.push(reply.flows);
    if (reply.flowReport) report = reply.flowReport;
    if (queue.isFull && !reply.done) brake.hold();
  });
  const reading = queue.read(onBatch, signal).catch((error: unknown) => giveUp.abort(error));
  try {
    await dump.finally(() => brake.release());
    queue.close();
    await Promise.race([reading, aborted(signal)]);
    signal.throwIfAborted();
  } catch (error) {
    giveUp.abort(error);
    throw signal.reason;
  } finally {
    options.signal?.removeEventListener("abort", onAbort);
  }
  return report ?? refuse(badReply(session.node, "flows", reason("DUMP_WITHOUT_REPORT", {})));
}

/** Holds a session back, for a bounded time. */
class SessionBrake {
  readonly #session: AgentSession;
  readonly #onTooLong: (error: AgentError) => void;
  #release: (() => void) | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(session: AgentSession, onTooLong: (error: AgentError) => void) {
    this.#session = session;
    this.#onTooLong = onTooLong;
  }

  hold(): void {
    if (this.#release !== null) return;
    const waitedMs = this.#session.options.maxHoldMs;
    this.#release = this.#session.hold();
    this.#timer = setTimeout(() => this.#onTooLong(slowReader(this.#session, waitedMs)), waitedMs);
  }

  release(): void {
    clearTimeout(this.#timer);
    this.#release?.();
    this.#release = null;
  }
}

function slowReader({ node }: AgentSession, waitedMs: number): AgentError {
  return new AgentError(reason("SLOW_READER", { node, waitedMs }));
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function refuse(error: AgentError): never {
  throw error;
}
