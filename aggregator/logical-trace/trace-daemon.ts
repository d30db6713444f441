import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { beforeAbort } from "../../lib/before-abort.ts";
import { deadline } from "../../lib/deadline.ts";
import { ExecError, run, type Started, start } from "../../lib/exec.ts";
import type { TlsFiles } from "../../lib/ovsdb/dial.ts";
import {
  type ConnectionState,
  ctFlags,
  type LogicalTraceRequest,
  maxTraceBytes,
  tlsArguments,
} from "./run.ts";
import { controlSocketName, exitCommand } from "./trace-folder.ts";

export interface TraceDaemonOptions {
  /** SB database as ovn-trace takes it. */
  readonly database: string;
  /** For an `ssl:` database. */
  readonly tls?: TlsFiles;
  /** Absolute, for us alone: who reaches the socket can end the daemon. */
  readonly folder: string;
  /** Of its own in the folder. */
  readonly number: number;
  readonly connection: ConnectionState;
  /**
   * Passes through connection tracking that it can answer for. It takes --ct at its start only, and
   * each pass of each question uses one up; a question has 2 to 16.
   */
  readonly connectionStates: number;
  /** Milliseconds to read the southbound. */
  readonly startTimeoutMs: number;
}

/** Milliseconds from the wish that it ends to SIGKILL. */
const endTimeoutMs = 3_000;

/** What the tool says where none is left: the packet passes as one of an open connection. */
const outOfStates = "/* default (use --ct to customize) */";

/**
 * An `ovn-trace --detach`: it has read the southbound once, and answers questions about what it
 * read then. Later changes never show in it, in no release of OVN (utilities/ovn-trace.c calls
 * `read_db` once): whoever asks must know that there were none.
 *
 * It detaches for good, so no signal reaches it when we die. Therefore an xargs(1) stands guard: it
 * waits for the end of its input, which comes by a pipe from us and ends with us however we die,
 * and then runs `ovn-appctl exit` once.
 */
export class TraceDaemon {
  readonly #options: TraceDaemonOptions;
  readonly #guard: Started;
  readonly #asking = new Set<Promise<unknown>>();
  #pid: number | null = null;
  #isUsable = true;

  private constructor(options: TraceDaemonOptions, guard: Started) {
    this.#options = options;
    this.#guard = guard;
    guard.stdin?.on("error", () => {}); // it was killed: its end tells
    guard.stdout?.resume();
    guard.stderr?.resume();
    guard.child.once("close", () => {
      this.#isUsable = false;
    });
  }

  /**
   * Starts one and waits until it has read the southbound.
   *
   * @throws {ExecError} NOT_FOUND or FAILED.
   * @throws {DOMException} TimeoutError, or the signal's reason.
   */
  static async start(options: TraceDaemonOptions, signal: AbortSignal): Promise<TraceDaemon> {
    const guardVector = ["xargs", ...exitCommand(controlSocket(options))];
    const guard = await start(guardVector, { detached: true });
    const daemon = new TraceDaemon(options, guard);
    const until = deadline(options.startTimeoutMs, signal);
    try {
      // It is not waited for: the daemon that it has forked holds its output, and reads on.
      const starting = run(traceDaemonCommand(options), {
        timeoutMs: options.startTimeoutMs,
        signal: until,
      });
      if ((await beforeAbort(starting, until)) === null) throw until.reason;
      daemon.#pid = Number(await readFile(pidFile(options), "utf8"));
      return daemon;
    } catch (thrown) {
      // While it reads it hears no wish.
      await daemon.#end(until.aborted ? 0 : endTimeoutMs);
      throw thrown;
    }
  }

  /** False when it ended, broke, or has no connection states left. */
  get isUsable(): boolean {
    return this.#isUsable;
  }

  /**
   * What ovn-trace says of the microflow; null when this daemon cannot tell, or not any more.
   *
   * @throws {ExecError} TIMED_OUT or ABORTED.
   */
  async ask(request: LogicalTraceRequest, timeoutMs: number): Promise<string | null> {
    const socket = controlSocket(this.#options);
    const question = ["trace", "--detailed", request.datapath, request.microflow];
    const options = {
      timeoutMs,
      maxBytes: maxTraceBytes,
      ...(request.signal === undefined ? {} : { signal: request.signal }),
      // An exit of 2 is a refusal of the daemon, 1 that it is gone.
      okCodes: [1, 2],
    };
    const asking = run(["ovn-appctl", "-t", socket, ...question], options);
    this.#asking.add(asking);
    try {
      const { stdout, exitCode } = await asking;
      if (exitCode === 0 && !stdout.includes(outOfStates)) return stdout;
      this.#isUsable = false;
      return null;
    } catch (thrown) {
      const isOurs = thrown instanceof ExecError && thrown.type.code === "ABORTED";
      if (!isOurs) this.#isUsable = false;
      throw thrown;
    } finally {
      this.#asking.delete(asking);
    }
  }

  /** Ends it when what it is being asked is answered; by SIGKILL if it does not end. */
  end(): Promise<void> {
    return this.#end(endTimeoutMs);
  }

  async #end(patienceMs: number): Promise<void> {
    this.#isUsable = false;
    await Promise.allSettled(this.#asking);
    const { child, stdin } = this.#guard;
    const guardEnded = new Promise<void>((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) resolve();
      child.once("close", () => resolve());
    });
    stdin?.end();
    const timer = setTimeout(() => child.kill("SIGKILL"), patienceMs);
    await guardEnded;
    clearTimeout(timer);
    await this.#killWhatIsLeft();
    const paths = [controlSocket(this.#options), pidFile(this.#options)];
    await Promise.all(paths.map((path) => rm(path, { force: true })));
  }

  async #killWhatIsLeft(): Promise<void> {
    const socket = controlSocket(this.#options);
    for (let waited = 0; waited < 10; waited += 1) {
      // Written before it reads the southbound; it takes the file away when it ends by itself.
      const file = readFile(pidFile(this.#options), "utf8").catch(() => "0");
      const pid = this.#pid ?? Number(await file);
      if (pid > 0) {
        // The number may be another process's by now.
        const commandLine = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
        if (!commandLine.includes(socket)) return;
        if (waited === 9) process.kill(pid, "SIGKILL");
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** The argument vector, program included. */
export function traceDaemonCommand(options: TraceDaemonOptions): string[] {
  return [
    "ovn-trace",
    `--db=${options.database}`,
    ...tlsArguments(options.tls),
    "--detach",
    `--unixctl=${controlSocket(options)}`,
    `--pidfile=${pidFile(options)}`,
    "--verbose=off",
    "--no-friendly-names",
    ...new Array<string>(options.connectionStates).fill(`--ct=${ctFlags[options.connection]}`),
  ];
}

function controlSocket({ folder, connection, number }: TraceDaemonOptions): string {
  return join(folder, controlSocketName(connection, number));
}

function pidFile({ folder, connection, number }: TraceDaemonOptions): string {
  return join(folder, `${connection}-${number}.pid`);
}
