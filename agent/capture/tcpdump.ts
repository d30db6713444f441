import { deadline } from "../../lib/deadline.ts";
import { type Started, start } from "../../lib/exec.ts";
import { reason } from "../../proto/reasons/index.ts";
import { TapError } from "./tap-error.ts";
import { TcpdumpMessages, type TcpdumpStatistics } from "./tcpdump-messages.ts";

export const tcpdumpTimes = {
  /** Usually 30 ms. */
  listenTimeoutMs: 3_000,
  /** From SIGINT to the end of its output; then SIGKILL. */
  stopTimeoutMs: 1_500,
} as const;

export interface TcpdumpEnd {
  readonly statistics: TcpdumpStatistics | null;
  /** What it said besides; "" when nothing. */
  readonly words: string;
  /** "exit code 1", "signal SIGKILL". */
  readonly how: string;
  /** It had to be killed. */
  readonly wasKilled: boolean;
}

/** One tcpdump, from its start to the last byte of its output. */
export class Tcpdump {
  readonly #started: Started;
  readonly #messages = new TcpdumpMessages();
  #wasKilled = false;
  /** Resolves when it has ended and all its output was read. */
  readonly ended: Promise<TcpdumpEnd>;

  private constructor(started: Started, onBytes: (chunk: Buffer) => void) {
    this.#started = started;
    const { child, stdout, stderr } = started;
    stdout?.on("data", onBytes);
    this.ended = new Promise((resolve) => {
      child.once("close", (exitCode, signal) => {
        const how = signal === null ? `exit code ${exitCode}` : `signal ${signal}`;
        const { statistics, words } = this.#messages;
        resolve({ statistics, words, how, wasKilled: this.#wasKilled });
      });
    });
    stderr?.setEncoding("utf8");
    stderr?.on("data", (text: string) => this.#messages.push(text));
  }

  /**
   * Starts tcpdump and waits until it listens.
   *
   * @param onBytes the pcap stream in chunks; what it throws is the caller's to catch.
   * @throws {TapError} LINK_TYPE_UNSUPPORTED or TAP_NOT_STARTED with tcpdump's words.
   * @throws {ExecError} NOT_FOUND.
   */
  static async listen(
    vector: readonly string[],
    onBytes: (chunk: Buffer) => void,
    signal: AbortSignal,
  ): Promise<Tcpdump> {
    const started = await start(vector, { dieWithParent: true });
    started.stdin?.end();
    const tcpdump = new Tcpdump(started, onBytes);
    try {
      await tcpdump.#listening(signal);
      return tcpdump;
    } catch (thrown) {
      tcpdump.kill();
      throw thrown;
    }
  }

  /** Ends it in good order, with its statistics; kills it when that takes too long. */
  async stop(): Promise<TcpdumpEnd> {
    this.#started.child.kill("SIGINT");
    const timer = setTimeout(() => this.kill(), tcpdumpTimes.stopTimeoutMs);
    const end = await this.ended;
    clearTimeout(timer);
    return end;
  }

  /** Ends it at once: nobody is interested any more. */
  kill(): void {
    this.#wasKilled = true;
    this.#started.child.kill("SIGKILL");
  }

  async #listening(signal: AbortSignal): Promise<void> {
    const until = deadline(tcpdumpTimes.listenTimeoutMs, signal);
    const aborted = new Promise<"aborted">((resolve) => {
      until.addEventListener("abort", () => resolve("aborted"), { once: true });
    });
    const ended = this.ended.then(() => "ended" as const);
    const heard = async (isSo: () => boolean): Promise<void> => {
      while (!isSo()) {
        const what = await Promise.race([this.#nextMessage(), ended, aborted]);
        if (what !== "heard") throw notStarted(await this.#lastWords(what));
      }
    };
    await heard(() => this.#messages.isListening);
    this.#started.child.kill("SIGUSR1");
    await heard(() => this.#messages.receivedBefore !== null);
  }

  #nextMessage(): Promise<"heard"> {
    return new Promise((resolve) => {
      this.#started.stderr?.once("data", () => resolve("heard"));
    });
  }

  /** Null where it said nothing, and never began to listen. */
  async #lastWords(what: "ended" | "aborted"): Promise<string | null> {
    if (what === "aborted") return null;
    const { words, how } = await this.ended;
    return words || how;
  }
}

function notStarted(words: string | null): TapError {
  if (words !== null && /LINUX_SLL2|data link type/i.test(words)) {
    return new TapError(reason("LINK_TYPE_UNSUPPORTED", { words }));
  }
  return new TapError(reason("TAP_NOT_STARTED", { words }));
}
