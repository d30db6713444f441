import type { ClientDuplexStream } from "@grpc/grpc-js";
import { status } from "@grpc/grpc-js";
import { wallClockUs } from "../../lib/wall-clock.ts";
import type { Hello } from "../../proto/gen/tapline/v1/Hello.ts";
import type { SessionRequest } from "../../proto/gen/tapline/v1/SessionRequest.ts";
import type { SessionResponse__Output } from "../../proto/gen/tapline/v1/SessionResponse.ts";
import type { CommandTable } from "../commands/command-handler.ts";
import type { Logger } from "../log.ts";
import { CommandRunner, defaultRunnerLimits, type RunnerLimits } from "./command-runner.ts";
import type { LoadSampler } from "./load-sampler.ts";
import { defaultOutboxLimits, Outbox, type OutboxLimits } from "./outbox.ts";
import type { OpenTransfer } from "./outgoing-transfer.ts";
import { SessionError } from "./session-error.ts";

export type SessionStream = ClientDuplexStream<SessionRequest, SessionResponse__Output>;

export interface SessionParts {
  readonly table: CommandTable;
  readonly log: Logger;
  readonly load: LoadSampler;
  /** How bulk that a command sends gets to the aggregator. */
  readonly transfers: OpenTransfer;
  readonly runnerLimits?: RunnerLimits;
  readonly outboxLimits?: OutboxLimits;
  /** How long a connected aggregator may take to welcome us. */
  readonly welcomeTimeoutMs?: number;
}

export interface SessionEnd {
  readonly reason: SessionError;
  readonly wasWelcomed: boolean;
  /** Replies that found the outbox full. */
  readonly refused: number;
}

const defaultWelcomeTimeoutMs = 10_000;
const defaultHeartbeatMs = 5_000;

/** One stream from Hello to its end. */
export class Session {
  readonly #stream: SessionStream;
  readonly #parts: SessionParts;
  readonly #outbox: Outbox;
  readonly #runner: CommandRunner;
  /** Refused in earlier sessions: the counter in heartbeats only grows. */
  readonly #refusedBefore: number;
  #heartbeat: NodeJS.Timeout | null = null;
  #isWelcomed = false;
  #end: (reason: SessionError) => void = () => {};

  constructor(stream: SessionStream, parts: SessionParts, refusedBefore: number) {
    const { table, log, outboxLimits, runnerLimits, transfers } = parts;
    this.#stream = stream;
    this.#parts = parts;
    this.#outbox = new Outbox(stream, outboxLimits ?? defaultOutboxLimits);
    const runnerParts = { table, outbox: this.#outbox, transfers, log };
    this.#runner = new CommandRunner(runnerParts, runnerLimits ?? defaultRunnerLimits);
    this.#refusedBefore = refusedBefore;
  }

  /** Says hello and serves until the stream or the signal ends; never throws. */
  async serve(hello: Hello, signal: AbortSignal): Promise<SessionEnd> {
    const ended = new Promise<SessionError>((resolve) => {
      this.#end = resolve;
    });
    const onAbort = (): void => this.#end(stopped());
    signal.addEventListener("abort", onAbort, { once: true });
    const waitedMs = this.#parts.welcomeTimeoutMs ?? defaultWelcomeTimeoutMs;
    const welcomeTimer = setTimeout(() => {
      if (!this.#isWelcomed) this.#end(noWelcome(waitedMs));
    }, waitedMs);
    this.#listen();
    this.#outbox.offer({ hello });
    if (signal.aborted) onAbort();

    const reason = await ended;
    clearTimeout(welcomeTimer);
    if (this.#heartbeat !== null) clearInterval(this.#heartbeat);
    signal.removeEventListener("abort", onAbort);
    this.#outbox.close();
    this.#stream.cancel();
    await this.#runner.abortAll();
    return { reason, wasWelcomed: this.#isWelcomed, refused: this.#outbox.refused };
  }

  #listen(): void {
    this.#stream.on("data", (message: SessionResponse__Output) => this.#receive(message));
    this.#stream.on("error", (error: Error & { code?: number; details?: string }) => {
      const message = `Cannot keep the session: ${error.details || error.message}`;
      const code = error.code ?? status.UNKNOWN;
      this.#end(new SessionError({ code: "STREAM_FAILED", status: code }, message));
    });
    this.#stream.on("end", () => {
      const message = "Cannot keep the session: the aggregator closed it";
      this.#end(new SessionError({ code: "CLOSED_BY_AGGREGATOR" }, message));
    });
  }

  #receive(message: SessionResponse__Output): void {
    if (message.welcome) {
      this.#isWelcomed = true;
      const { aggregatorId, heartbeatIntervalMs, protocol } = message.welcome;
      this.#parts.log.info({ aggregator: aggregatorId, protocol }, "session begins");
      this.#beat(heartbeatIntervalMs || defaultHeartbeatMs);
    } else if (message.command) this.#runner.start(message.command);
    else if (message.cancel) this.#runner.cancel(message.cancel.id);
    else if (message.clockProbe) this.#tellClock(message.clockProbe.id, wallClockUs());
  }

  /** At once; what the answer then waits in the queue counts as delay on its way. */
  #tellClock(id: number, receivedUnixUs: number): void {
    this.#outbox.offer({ clockAnswer: { id, receivedUnixUs, sentUnixUs: wallClockUs() } });
  }

  #beat(intervalMs: number): void {
    if (this.#heartbeat !== null) clearInterval(this.#heartbeat);
    this.#heartbeat = setInterval(() => {
      const { residentMegabytes, cpuPercent } = this.#parts.load.sample();
      this.#outbox.offer({
        heartbeat: {
          repliesDropped: this.#refusedBefore + this.#outbox.refused,
          commandsRunning: this.#runner.running,
          residentMegabytes,
          cpuPercent,
        },
      });
    }, intervalMs);
  }
}

function noWelcome(waitedMs: number): SessionError {
  const message = `Cannot begin a session: no welcome from the aggregator after ${waitedMs} ms`;
  return new SessionError({ code: "NO_WELCOME", waitedMs }, message);
}

function stopped(): SessionError {
  return new SessionError({ code: "SESSION_ENDED" }, "Cannot keep the session: the agent stops");
}
