import type { ClientDuplexStream } from "@grpc/grpc-js";
import { status } from "@grpc/grpc-js";
import { wallClockUs } from "../../lib/wall-clock.ts";
import type { Hello } from "../../proto/gen/tapline/v1/Hello.ts";
import type { SessionRequest } from "../../proto/gen/tapline/v1/SessionRequest.ts";
import type { SessionResponse__Output } from "../../proto/gen/tapline/v1/SessionResponse.ts";
import type { CommandTable } from "../commands/command-handler.ts";
import type { Logger } from "../log.ts";
import { CommandRunner, defaultRunnerLimits, type RunnerLimits } from "./command-runner.ts";
import { EventQueue } from "./event-queue.ts";
import type { LoadSampler } from "./load-sampler.ts";
import { defaultOutboxLimits, Outbox, type OutboxLimits } from "./outbox.ts";
import type { OpenTransfer } from "./outgoing-transfer.ts";
import { SessionError } from "./session-error.ts";
import type { LossCounts, SessionState, SessionWatch } from "./session-watch.ts";
import type { SoftwareWatch } from "./software-watch.ts";

export type SessionStream = ClientDuplexStream<SessionRequest, SessionResponse__Output>;

export interface SessionParts {
  readonly table: CommandTable;
  readonly log: Logger;
  readonly load: LoadSampler;
  /** How bulk that a command sends gets to the aggregator. */
  readonly transfers: OpenTransfer;
  /** What changes on the node while the session lasts. */
  readonly software: SoftwareWatch;
  readonly watch?: SessionWatch;
  readonly runnerLimits?: RunnerLimits;
  readonly outboxLimits?: OutboxLimits;
  /** How long a connected aggregator may take to welcome us. */
  readonly welcomeTimeoutMs?: number;
}

export interface SessionEnd {
  readonly reason: SessionError;
  readonly wasWelcomed: boolean;
  readonly lost: LossCounts;
}

const defaultWelcomeTimeoutMs = 10_000;
const defaultHeartbeatMs = 5_000;

/** One stream from Hello to its end. */
export class Session implements SessionState {
  readonly #stream: SessionStream;
  readonly #parts: SessionParts;
  readonly #outbox: Outbox;
  readonly #runner: CommandRunner;
  readonly #events: EventQueue;
  /** Of earlier sessions: the counters in heartbeats only grow. */
  readonly #before: LossCounts;
  #heartbeat: NodeJS.Timeout | null = null;
  #isWelcomed = false;
  #end: (reason: SessionError) => void = () => {};

  constructor(stream: SessionStream, parts: SessionParts, before: LossCounts) {
    const { table, log, outboxLimits, runnerLimits, transfers, watch } = parts;
    this.#stream = stream;
    this.#parts = parts;
    this.#outbox = new Outbox(stream, outboxLimits ?? defaultOutboxLimits);
    this.#events = new EventQueue(this.#outbox);
    const onEnd = watch === undefined ? {} : { onEnd: watch.commandEnded.bind(watch) };
    const runnerParts = { table, outbox: this.#outbox, transfers, log, ...onEnd };
    this.#runner = new CommandRunner(runnerParts, runnerLimits ?? defaultRunnerLimits);
    this.#before = before;
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
    const { ovsVersion = "", ovnVersion = "", datapathType = "" } = hello;
    const told = { ovsVersion, ovnVersion, datapathType };
    const unsubscribe = this.#parts.software.subscribe(told, (now) =>
      this.#events.push({ softwareChanged: now }),
    );
    if (signal.aborted) onAbort();

    const reason = await ended;
    unsubscribe();
    clearTimeout(welcomeTimer);
    if (this.#heartbeat !== null) clearInterval(this.#heartbeat);
    signal.removeEventListener("abort", onAbort);
    this.#outbox.close();
    this.#stream.cancel();
    await this.#runner.abortAll();
    this.#parts.watch?.ended(reason);
    return { reason, wasWelcomed: this.#isWelcomed, lost: this.#lost };
  }

  get queued(): number {
    return this.#outbox.length;
  }

  get commandsRunning(): number {
    return this.#runner.running;
  }

  get lost(): LossCounts {
    const { replies, events } = this.#lost;
    return { replies: this.#before.replies + replies, events: this.#before.events + events };
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
      this.#parts.log.info({ aggregator: aggregatorId, protocol }, "session started");
      this.#beat(heartbeatIntervalMs || defaultHeartbeatMs);
      this.#parts.watch?.welcomed(this);
    } else if (message.command) this.#runner.start(message.command);
    else if (message.cancel) this.#runner.cancel(message.cancel.id);
    else if (message.clockProbe) this.#tellClock(message.clockProbe.id, wallClockUs());
  }

  /** At once; what the answer then waits in the queue counts as delay on its way. */
  #tellClock(id: number, receivedUnixUs: number): void {
    this.#outbox.offer({ clockAnswer: { id, receivedUnixUs, sentUnixUs: wallClockUs() } });
  }

  get #lost(): LossCounts {
    return { replies: this.#outbox.refused, events: this.#events.dropped };
  }

  #beat(intervalMs: number): void {
    if (this.#heartbeat !== null) clearInterval(this.#heartbeat);
    this.#heartbeat = setInterval(() => {
      this.#events.flush();
      const { residentMegabytes, cpuPercent } = this.#parts.load.sample();
      this.#outbox.offer({
        heartbeat: {
          repliesDropped: this.lost.replies,
          eventsDropped: this.lost.events,
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
