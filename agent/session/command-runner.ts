import { setMaxListeners } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { Command__Output } from "../../proto/gen/tapline/v1/Command.ts";
import type { Reply } from "../../proto/gen/tapline/v1/Reply.ts";
import { CommandError, toWireError } from "../commands/command-error.ts";
import {
  type BoundCommand,
  type BulkTransfer,
  bindCommand,
  type CommandTable,
} from "../commands/command-handler.ts";
import type { Logger } from "../log.ts";
import type { Outbox } from "./outbox.ts";
import type { OpenTransfer } from "./outgoing-transfer.ts";
import type { CommandEnd } from "./session-watch.ts";

export interface RunnerLimits {
  /** Commands that run at once; more are refused with BUSY. */
  readonly maxRunning: number;
  /** For a command that gives none. */
  readonly defaultTimeoutMs: number;
  /** No command runs longer, whatever it asks for. */
  readonly maxTimeoutMs: number;
  /** How long a command that ends early may take for its report. */
  readonly graceMs: number;
}

export const defaultRunnerLimits: RunnerLimits = {
  /** A diagnosis asks a node up to twenty things at once, of which sixteen run side by side. */
  maxRunning: 320,
  defaultTimeoutMs: 30_000,
  maxTimeoutMs: 3_600_000,
  graceMs: 3_000,
};

/** Of one command's signals; more would be a leak, and Node warns. */
const maxListeners = 100;

interface Running {
  readonly bound: BoundCommand;
  /** Hard end: see CommandContext. */
  readonly abort: AbortController;
  readonly stop: AbortController;
  grace: NodeJS.Timeout | null;
}

/** What the runner needs of its session. */
export interface RunnerParts {
  readonly table: CommandTable;
  readonly outbox: Outbox;
  readonly transfers: OpenTransfer;
  readonly log: Logger;
  readonly onEnd?: (end: CommandEnd) => void;
}

/** Runs the commands of one session side by side, each with its deadline. */
export class CommandRunner {
  readonly #table: CommandTable;
  readonly #outbox: Outbox;
  readonly #transfers: OpenTransfer;
  readonly #log: Logger;
  readonly #limits: RunnerLimits;
  readonly #onEnd: (end: CommandEnd) => void;
  readonly #running = new Map<number, Running>();
  readonly #settled = new Set<Promise<void>>();

  constructor(parts: RunnerParts, limits: RunnerLimits = defaultRunnerLimits) {
    this.#table = parts.table;
    this.#outbox = parts.outbox;
    this.#transfers = parts.transfers;
    this.#log = parts.log;
    this.#onEnd = parts.onEnd ?? (() => {});
    this.#limits = limits;
  }

  get running(): number {
    return this.#running.size;
  }

  /** Starts a command, or refuses it: every command gets a last reply with `done` or `error`. */
  start(command: Command__Output): void {
    const bound = bindCommand(this.#table, command);
    const refusal = bound === null ? unsupported() : this.#refusal(command.id, bound);
    if (bound === null || refusal !== null) {
      this.#log.warn({ command: command.id, error: refusal?.message }, "command refused");
      // Whoever asked waits for it: it may not be lost to a full outbox.
      const last = { id: command.id, error: toWireError(refusal) };
      this.#settle(this.#sendLast(last));
      this.#onEnd({ kind: bound?.kind ?? null, outcome: "refused", seconds: 0, last });
      return;
    }
    const running: Running = {
      bound,
      abort: new AbortController(),
      stop: new AbortController(),
      grace: null,
    };
    // Every child process listens: a pod's facts alone take ten.
    setMaxListeners(maxListeners, running.abort.signal, running.stop.signal);
    this.#running.set(command.id, running);
    this.#settle(this.#run(command, running));
  }

  /** Ends a command early. One that has ended already is no error: the two crossed on the wire. */
  cancel(id: number): void {
    const running = this.#running.get(id);
    if (running === undefined) return;
    const cancelled = new CommandError({ code: "CANCELLED" }, "Cannot go on: it was cancelled");
    this.#endEarly(running, cancelled);
  }

  /** The session is lost or the agent stops: ends everything, and waits for that, bounded. */
  async abortAll(): Promise<void> {
    for (const running of this.#running.values()) {
      const lost = new CommandError({ code: "SESSION_LOST" }, "Cannot go on: the session is lost");
      running.abort.abort(lost);
    }
    const isLate = new AbortController();
    const late = delay(this.#limits.graceMs, "late" as const, { signal: isLate.signal });
    const ended = Promise.all(this.#settled).then(() => "ended" as const);
    const which = await Promise.race([ended, late.catch(() => "ended" as const)]);
    isLate.abort();
    if (which === "late") this.#log.error({ running: this.running }, "commands are not ending");
  }

  #settle(work: Promise<void>): void {
    const settled = work.finally(() => this.#settled.delete(settled));
    this.#settled.add(settled);
  }

  #refusal(id: number, bound: BoundCommand): CommandError | null {
    if (this.#running.has(id)) {
      const message = `Cannot start command ${id}: one with this id is running`;
      return new CommandError({ code: "BAD_COMMAND", field: "id" }, message);
    }
    const all = this.#running.size;
    if (all >= this.#limits.maxRunning) return busy("commands", all, this.#limits.maxRunning);
    const { kind, maxRunning } = bound;
    const same = [...this.#running.values()].filter((other) => other.bound.kind === kind).length;
    return maxRunning !== null && same >= maxRunning ? busy(kind, same, maxRunning) : null;
  }

  #endEarly(running: Running, reason: CommandError): void {
    running.stop.abort(reason);
    const { graceMs } = this.#limits;
    if (!running.bound.endsEarly) running.abort.abort(reason);
    else running.grace ??= setTimeout(() => running.abort.abort(reason), graceMs);
  }

  async #run(command: Command__Output, running: Running): Promise<void> {
    const { id } = command;
    const { bound, abort, stop } = running;
    const log = this.#log.child({ command: id, kind: bound.kind });
    const timeoutMs = Math.min(
      command.timeoutMs || this.#limits.defaultTimeoutMs,
      this.#limits.maxTimeoutMs,
    );
    const deadline = setTimeout(() => this.#endEarly(running, timedOut(timeoutMs)), timeoutMs);
    const started = performance.now();
    let last: Reply;
    try {
      const payload = await bound.run({
        signal: abort.signal,
        stop: stop.signal,
        log,
        send: (part) => this.#outbox.put({ reply: { id, ...part } }, abort.signal),
        offer: (part, bytes) => this.#outbox.offer({ reply: { id, ...part } }, bytes),
        openTransfer: () => this.#openTransfer(command, abort.signal),
      });
      last = { id, done: true, ...payload };
    } catch (thrown) {
      const error = toWireError(abort.signal.aborted ? abort.signal.reason : thrown);
      last = { id, error };
    } finally {
      clearTimeout(deadline);
      if (running.grace !== null) clearTimeout(running.grace);
    }
    const ms = Math.round(performance.now() - started);
    log.debug({ ms, error: last.error ?? undefined }, "command ended");
    this.#running.delete(id);
    const outcome = last.error ? "failed" : "ok";
    this.#onEnd({ kind: bound.kind, outcome, seconds: ms / 1_000, last });
    await this.#sendLast(last);
  }

  #openTransfer({ transferToken }: Command__Output, signal: AbortSignal): BulkTransfer {
    if (transferToken !== "") return this.#transfers(transferToken, signal);
    const message = "Cannot send what is asked for: the command has no transfer token";
    throw new CommandError({ code: "BAD_COMMAND", field: "transfer_token" }, message);
  }

  /** The last reply has its own limit of time: a stuck aggregator must not hold the command. */
  async #sendLast(last: Reply): Promise<void> {
    const signal = AbortSignal.timeout(this.#limits.graceMs);
    await this.#outbox.put({ reply: last }, signal).catch((thrown: unknown) => {
      this.#log.warn({ command: last.id, error: String(thrown) }, "last reply lost");
    });
  }
}

function busy(what: string, running: number, limit: number): CommandError {
  const message = `Cannot start one more: ${running} ${what} running, wanted less than ${limit}`;
  return new CommandError({ code: "BUSY", running, limit }, message);
}

function unsupported(): CommandError {
  const message = "Cannot carry out the command: this agent does not know it, upgrade the agent";
  return new CommandError({ code: "UNSUPPORTED" }, message);
}

function timedOut(timeoutMs: number): CommandError {
  const message = `Cannot finish the command: still running after ${timeoutMs} ms`;
  return new CommandError({ code: "TIMED_OUT", timeoutMs }, message);
}
