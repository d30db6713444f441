import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Server, ServerCredentials, type ServerDuplexStream } from "@grpc/grpc-js";
import type { Command } from "../../../../proto/gen/tapline/v1/Command.ts";
import type { Reply__Output } from "../../../../proto/gen/tapline/v1/Reply.ts";
import type { SessionRequest__Output } from "../../../../proto/gen/tapline/v1/SessionRequest.ts";
import type { SessionResponse } from "../../../../proto/gen/tapline/v1/SessionResponse.ts";
import { channelOptions, wire } from "../../../../proto/load.ts";

type Stream = ServerDuplexStream<SessionRequest__Output, SessionResponse>;

/** An aggregator of a test: takes sessions on a unix socket, and commands the agents by hand. */
export class FakeAggregator {
  readonly address: string;
  readonly received: SessionRequest__Output[] = [];
  readonly #directory: string;
  readonly #server: Server;
  readonly #waiting = new Set<() => void>();
  readonly #heartbeatMs: number;
  /** Welcomes nobody while set. */
  isSilent = false;
  stream: Stream | null = null;
  sessions = 0;
  #nextId = 1;

  private constructor(directory: string, heartbeatMs: number) {
    this.#directory = directory;
    this.#heartbeatMs = heartbeatMs;
    this.address = `unix:${join(directory, "aggregator.sock")}`;
    this.#server = new Server(channelOptions);
    this.#server.addService(wire.AgentService.service, {
      Session: (stream: Stream) => this.#take(stream),
    });
  }

  static async start(heartbeatMs = 60_000): Promise<FakeAggregator> {
    const directory = await mkdtemp(join(tmpdir(), "tlt-aggregator-"));
    const aggregator = new FakeAggregator(directory, heartbeatMs);
    await new Promise<void>((resolve, reject) => {
      const credentials = ServerCredentials.createInsecure();
      aggregator.#server.bindAsync(aggregator.address, credentials, (error) =>
        error ? reject(error) : resolve(),
      );
    });
    return aggregator;
  }

  async stop(): Promise<void> {
    this.#server.forceShutdown();
    await rm(this.#directory, { recursive: true, force: true });
  }

  /** Waits until `found` gives something of what was received. */
  async until<T>(what: string, found: () => T | null | undefined, timeoutMs = 10_000): Promise<T> {
    const deadline = AbortSignal.timeout(timeoutMs);
    for (;;) {
      const value = found();
      if (value !== null && value !== undefined) return value;
      await new Promise<void>((resolve, reject) => {
        const onAbort = (): void => reject(new Error(`Waited ${timeoutMs} ms for ${what}`));
        deadline.addEventListener("abort", onAbort, { once: true });
        this.#waiting.add(() => {
          deadline.removeEventListener("abort", onAbort);
          resolve();
        });
      });
    }
  }

  /** Waits for a session that is welcomed. */
  whenConnected(session = 1): Promise<Stream> {
    return this.until(`session ${session}`, () =>
      this.sessions >= session && this.stream !== null ? this.stream : null,
    );
  }

  /** Sends a command; gives its id. */
  command(command: Omit<Command, "id">): number {
    const id = this.#nextId++;
    this.stream?.write({ command: { timeoutMs: 10_000, ...command, id } });
    return id;
  }

  cancel(id: number): void {
    this.stream?.write({ cancel: { id } });
  }

  replies(id: number): Reply__Output[] {
    return this.received.flatMap(({ reply }) => (reply?.id === id ? [reply] : []));
  }

  /** The last reply of a command: the one with `done` or `error`. */
  last(id: number, timeoutMs?: number): Promise<Reply__Output> {
    const isLast = ({ done, error }: Reply__Output): boolean => done || error !== null;
    return this.until(`the end of command ${id}`, () => this.replies(id).find(isLast), timeoutMs);
  }

  #take(stream: Stream): void {
    stream.on("data", (message: SessionRequest__Output) => {
      this.received.push(message);
      if (message.hello && !this.isSilent) {
        this.sessions += 1;
        this.stream = stream;
        stream.write({ welcome: { aggregatorId: "test", heartbeatIntervalMs: this.#heartbeatMs } });
      }
      this.#wake();
    });
    stream.on("end", () => stream.end());
    stream.on("error", () => {});
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resume of waiting) resume();
  }
}
