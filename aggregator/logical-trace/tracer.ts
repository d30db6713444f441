import { rm } from "node:fs/promises";
import { beforeAbort } from "../../lib/before-abort.ts";
import { deadline } from "../../lib/deadline.ts";
import { messageOf } from "../../lib/errors.ts";
import type { TlsFiles } from "../../lib/ovsdb/dial.ts";
import { reason } from "../../proto/reasons/index.ts";
import { ReasonedError } from "../../proto/reasons/reasoned-error.ts";
import {
  asTraceError,
  type ConnectionState,
  type LogicalTraceRequest,
  readLogicalTrace,
  runLogicalTrace,
} from "./run.ts";
import { Snapshot } from "./snapshot.ts";
import { TraceDaemon } from "./trace-daemon.ts";
import { createTraceFolder, sweepTraceFolders } from "./trace-folder.ts";
import type { LogicalTrace } from "./types.ts";

export interface LogicalTracerOptions {
  /** SB database: "unix:/run/ovn/ovnsb_db.sock", "tcp:10.0.0.1:6642,tcp:…". */
  readonly database: string;
  /** For an `ssl:` database. */
  readonly tls?: TlsFiles;
  /** See `Southbound.tracedRevision`. */
  readonly revision: () => number | null;
  /** Told once for each time that daemons turn out not to work, in words for the log. */
  readonly onTrouble?: (reason: string) => void;
  /** Of this process, `process.pid`. */
  readonly pid?: number;
  readonly limits?: Partial<LogicalTracerLimits>;
}

export type LogicalTracerLimits = Readonly<Record<keyof typeof defaultTracerLimits, number>>;

export const defaultTracerLimits = {
  /** Milliseconds to read the southbound: 0.5 s for 8,000 logical flows on a quiet machine. */
  startTimeoutMs: 30_000,
  /** Milliseconds without a question after which a daemon ends: 55 MB for 8,000 logical flows. */
  idleMs: 120_000,
  /** Milliseconds after a failed start in which none is tried. */
  retryMs: 30_000,
  /** Passes through connection tracking that one daemon can answer for; see TraceDaemon. */
  connectionStates: 512,
} as const;

export type LogicalTracerQuestion = Omit<LogicalTraceRequest, "database"> & {
  /** Milliseconds for the whole question. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
};

/**
 * Asks ovn-trace: a daemon that has read the southbound since its last change, and one that is
 * started for the question alone where there is none (see docs/adr/0019).
 */
export class LogicalTracer {
  readonly #options: LogicalTracerOptions;
  readonly #limits: LogicalTracerLimits;
  readonly #snapshots = new Map<ConnectionState, Snapshot<TraceDaemon>>();
  #folder: Promise<string> | null = null;
  #daemons = 0;
  #retryAt = 0;
  #byDaemon = 0;
  #oneShot = 0;

  constructor(options: LogicalTracerOptions) {
    this.#options = options;
    this.#limits = { ...defaultTracerLimits, ...options.limits };
  }

  /**
   * False as process 1 of a container: a daemon that has detached is its child, and Node does not
   * wait for the end of children that it has not started, so that each would stay as a zombie.
   */
  get keepsDaemons(): boolean {
    return (this.#options.pid ?? process.pid) !== 1;
  }

  /** Since the start: questions by who answered them, and daemons started. */
  get counts(): { readonly byDaemon: number; readonly oneShot: number; readonly started: number } {
    const started = [...this.#snapshots.values()].reduce((sum, one) => sum + one.started, 0);
    return { byDaemon: this.#byDaemon, oneShot: this.#oneShot, started };
  }

  /**
   * Traces a packet through the logical network, as the southbound is now.
   *
   * @throws {LogicalTraceError} UNKNOWN_DATAPATH, UNKNOWN_PORT, BAD_MICROFLOW, TOOL_FAILED.
   */
  async trace(question: LogicalTracerQuestion): Promise<LogicalTrace> {
    const endsAt = Date.now() + question.timeoutMs;
    const request = { ...question, ...this.#database() };
    // Only at its start could a daemon be told which backend a load balancer takes.
    const isForDaemon = question.lbDestination === undefined;
    const text = isForDaemon ? await this.#askDaemon(request, endsAt) : null;
    if (text !== null) {
      this.#byDaemon += 1;
      return readLogicalTrace(text, "", request);
    }
    this.#oneShot += 1;
    return runLogicalTrace({ ...request, timeoutMs: Math.max(1, endsAt - Date.now()) });
  }

  #database(): Pick<LogicalTraceRequest, "database" | "tls"> {
    const { database, tls } = this.#options;
    return { database, ...(tls === undefined ? {} : { tls }) };
  }

  /** Ends all daemons, and takes away what they leave. */
  async close(): Promise<void> {
    await Promise.all([...this.#snapshots.values()].map((one) => one.close()));
    const folder = await this.#folder?.catch(() => null);
    if (folder) await rm(folder, { recursive: true, force: true });
  }

  /** What a daemon says; null when none can tell. */
  async #askDaemon(request: LogicalTraceRequest, endsAt: number): Promise<string | null> {
    if (!this.keepsDaemons || Date.now() < this.#retryAt) return null;
    const signal = request.signal ?? new AbortController().signal;
    const until = deadline(Math.max(0, endsAt - Date.now()), signal);
    let found: { readonly value: TraceDaemon | null } | null;
    try {
      found = await beforeAbort(this.#snapshotOf(request.connection).daemon(endsAt), until);
    } catch (thrown) {
      if (Date.now() >= this.#retryAt) this.#options.onTrouble?.(messageOf(thrown));
      this.#retryAt = Date.now() + this.#limits.retryMs;
      return null;
    }
    // It goes on reading: the next question will find it ready.
    if (found === null) throw asTraceError(stillReading(until), request);
    if (found.value === null) return null;
    return found.value.ask(request, Math.max(1, endsAt - Date.now())).catch((thrown) => {
      throw asTraceError(thrown, request);
    });
  }

  #snapshotOf(connection: ConnectionState): Snapshot<TraceDaemon> {
    const known = this.#snapshots.get(connection);
    if (known !== undefined) return known;
    const snapshot = new Snapshot({
      revision: this.#options.revision,
      idleMs: this.#limits.idleMs,
      start: async (signal) => {
        this.#folder ??= sweepTraceFolders().then(() => createTraceFolder());
        this.#daemons += 1;
        const options = {
          ...this.#database(),
          folder: await this.#folder,
          number: this.#daemons,
          connection,
          connectionStates: this.#limits.connectionStates,
          startTimeoutMs: this.#limits.startTimeoutMs,
        };
        return TraceDaemon.start(options, signal);
      },
    });
    this.#snapshots.set(connection, snapshot);
    return snapshot;
  }
}

function stillReading(signal: AbortSignal): Error {
  const why: unknown = signal.reason;
  const isLate = why instanceof DOMException && why.name === "TimeoutError";
  return isLate
    ? new ReasonedError(reason("SOUTHBOUND_STILL_READ", {}))
    : new ReasonedError(reason("CANCELLED", {}));
}
