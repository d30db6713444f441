import { type ChildProcess, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { TaplineError } from "./errors.ts";

/**
 * The only module that starts processes (a house rule holds this).
 *
 * Programs are started with an argument vector, never through a shell. Every run is bounded in time
 * and in output; a program that is cut at a bound is an error, never a short answer.
 */
export type ExecErrorType =
  | { readonly code: "NOT_FOUND"; readonly program: string }
  | { readonly code: "TIMED_OUT"; readonly program: string; readonly timeoutMs: number }
  | { readonly code: "OUTPUT_TOO_LARGE"; readonly program: string; readonly maxBytes: number }
  | { readonly code: "ABORTED"; readonly program: string }
  | {
      readonly code: "FAILED";
      readonly program: string;
      /** Its first arguments, for people. */
      readonly asked: string;
      readonly exitCode: number | null;
      readonly signal: NodeJS.Signals | null;
      readonly stderr: string;
    };

export class ExecError extends TaplineError<ExecErrorType> {}

export interface RunOptions {
  /** Milliseconds before the program gets SIGKILL. */
  readonly timeoutMs?: number;
  /** Bytes of stdout and of stderr that are kept; more is an error. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
  /** Written to stdin, which is then closed. */
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Takes stdout as it comes, which then is not kept: `stdout` of the result is "". */
  readonly onStdout?: (chunk: Buffer) => void;
  /** Exit codes that are an answer and no failure. */
  readonly okCodes?: readonly number[];
}

export interface RunResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export const defaultRunOptions = {
  /** Long enough for a flow dump of 100,000 flows (0.5 s measured), short for a person waiting. */
  timeoutMs: 10_000,
  /** A dump of 100,000 flows is 25 MB. */
  maxBytes: 64 * 1024 * 1024,
} as const;

/** Network namespaces hide `/sys`; tools run in one through util-linux `nsenter`. */
export function inNetns(netnsPath: string, argv: readonly string[]): string[] {
  return ["nsenter", `--net=${netnsPath}`, "--", ...argv];
}

/**
 * Runs a program to its end and gives its whole output.
 *
 * @throws {ExecError} NOT_FOUND, TIMED_OUT, OUTPUT_TOO_LARGE, ABORTED or FAILED.
 */
export function run(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const [program, ...args] = argv;
  if (program === undefined) throw new RangeError("Cannot run a program: the vector is empty");
  const timeoutMs = options.timeoutMs ?? defaultRunOptions.timeoutMs;
  const maxBytes = options.maxBytes ?? defaultRunOptions.maxBytes;
  const { promise, resolve, reject } = withResolvers<RunResult>();
  if (options.signal?.aborted) return Promise.reject(aborted(program));

  const child = spawn(program, args, {
    stdio: [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    env: { ...process.env, ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  let stopReason: ExecError | undefined;
  const stop = (reason: ExecError): void => {
    stopReason ??= reason;
    child.kill("SIGKILL");
  };
  const timer = setTimeout(() => {
    const message = `Cannot wait for ${program}: still running after ${timeoutMs} ms`;
    stop(new ExecError({ code: "TIMED_OUT", program, timeoutMs }, message));
  }, timeoutMs);
  const onAbort = (): void => stop(aborted(program));
  options.signal?.addEventListener("abort", onAbort, { once: true });
  const onTooLarge = (): void => stop(outputTooLarge(program, maxBytes));
  const { onStdout } = options;
  const handed =
    onStdout === undefined
      ? undefined
      : guarded(onStdout, (thrown) => {
          child.kill("SIGKILL");
          settle();
          reject(thrown);
        });
  const stdout = collect(child.stdout, maxBytes, onTooLarge, handed);
  const stderr = collect(child.stderr, maxBytes, onTooLarge);
  child.stdin?.on("error", () => {}); // a program that ends early closes its stdin: its exit tells
  child.stdin?.end(options.input);

  const settle = (): void => {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", onAbort);
  };
  child.on("error", (cause) => {
    settle();
    reject(notStarted(program, cause));
  });
  child.on("close", (exitCode, signal) => {
    settle();
    if (stopReason) return reject(stopReason);
    if (exitCode === 0 || (exitCode !== null && options.okCodes?.includes(exitCode))) {
      return resolve({ stdout: stdout(), stderr: stderr(), exitCode });
    }
    reject(failed(argv, exitCode, signal, stderr()));
  });
  return promise;
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Its own process group, so that a Ctrl-C on the terminal does not reach it. */
  readonly detached?: boolean;
  /** Where output goes: pipes by default; a file descriptor for programs that outlive us. */
  readonly output?: number;
  /** Kernel sends this program SIGTERM when we die, even by SIGKILL (setpriv --pdeathsig). */
  readonly dieWithParent?: boolean;
}

export interface Started {
  readonly pid: number;
  readonly child: ChildProcess;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  readonly stdin: Writable | null;
}

/**
 * Starts a program that runs on: a tap, a daemon of the lab.
 *
 * @throws {ExecError} NOT_FOUND when it cannot be started.
 */
export async function start(argv: readonly string[], options: StartOptions = {}): Promise<Started> {
  const vector = options.dieWithParent ? ["setpriv", "--pdeathsig", "TERM", ...argv] : argv;
  const [program, ...args] = vector;
  if (program === undefined) throw new RangeError("Cannot start a program: the vector is empty");
  const sink = options.output ?? "pipe";
  const child = spawn(program, args, {
    stdio: [options.output === undefined ? "pipe" : "ignore", sink, sink],
    env: { ...process.env, ...options.env },
    detached: options.detached ?? false,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const { promise, resolve, reject } = withResolvers<Started>();
  child.once("spawn", () => {
    const pid = child.pid;
    if (pid === undefined) return reject(notStarted(program, new Error("no process id")));
    resolve({ pid, child, stdout: child.stdout, stderr: child.stderr, stdin: child.stdin });
  });
  child.once("error", (cause) => reject(notStarted(program, cause)));
  return promise;
}

function collect(
  stream: Readable | null,
  maxBytes: number,
  onTooLarge: () => void,
  take?: (chunk: Buffer) => void,
): () => string {
  const chunks: Buffer[] = [];
  const keep = take ?? ((chunk: Buffer) => chunks.push(chunk));
  let length = 0;
  stream?.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length > maxBytes) onTooLarge();
    else keep(chunk);
  });
  return () => Buffer.concat(chunks).toString("utf8");
}

/** OUTPUT_TOO_LARGE, also of what a consumer of `onStdout` keeps. */
export function outputTooLarge(program: string, maxBytes: number): ExecError {
  const message = `Cannot keep the output of ${program}: more than ${maxBytes} bytes`;
  return new ExecError({ code: "OUTPUT_TOO_LARGE", program, maxBytes }, message);
}

/** What a consumer throws ends the program; it gets nothing more. */
function guarded(
  take: (chunk: Buffer) => void,
  onThrown: (thrown: unknown) => void,
): (chunk: Buffer) => void {
  let isOver = false;
  return (chunk) => {
    if (isOver) return;
    try {
      take(chunk);
    } catch (thrown) {
      isOver = true;
      onThrown(thrown);
    }
  };
}

function aborted(program: string): ExecError {
  return new ExecError({ code: "ABORTED", program }, `Cannot wait for ${program}: cancelled`);
}

function notStarted(program: string, cause: unknown): ExecError {
  const message = `Cannot start ${program}: is it installed and on PATH?`;
  return new ExecError({ code: "NOT_FOUND", program }, message, { cause });
}

function failed(
  argv: readonly string[],
  exitCode: number | null,
  signal: NodeJS.Signals | null,
  stderr: string,
): ExecError {
  const program = argv[0] ?? "";
  const how = signal === null ? `exit code ${exitCode}` : `signal ${signal}`;
  const tail = lastWords(stderr);
  const asked = shortened(argv.slice(1, 6).join(" "), 120);
  const message = `${program} ${asked} ended with ${how}${tail ? `: ${tail}` : ""}`;
  return new ExecError({ code: "FAILED", program, asked, exitCode, signal, stderr }, message);
}

/** Why a program failed, of all that it said: the last three lines, joined, 300 characters. */
export function lastWords(stderr: string): string {
  const lines = stderr.slice(-4_096).split("\n");
  const told = lines.map((line) => line.trim()).filter((line) => line !== "");
  return shortened(told.slice(-3).join("; "), 300);
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

function withResolvers<T>(): {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (reason: unknown) => void;
} {
  let resolve: (value: T) => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
