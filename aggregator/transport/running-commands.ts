import type { Reply__Output } from "../../proto/gen/tapline/v1/Reply.ts";
import type { AgentError } from "./agent-error.ts";

/** Who waits for the replies of one command. Neither method may throw. */
export interface ReplySink {
  /** Each reply in order, also the last one, which has `done` or `error`. */
  reply(reply: Reply__Output): void;
  /** The session ended before the last reply. */
  broken(error: AgentError): void;
}

/** The commands that one session runs, by id. */
export class RunningCommands {
  readonly #sinks = new Map<number, ReplySink>();
  #lastId = 0;
  #repliesUnclaimed = 0;

  get size(): number {
    return this.#sinks.size;
  }

  /** Replies to commands that were cancelled or never given. */
  get repliesUnclaimed(): number {
    return this.#repliesUnclaimed;
  }

  /** Gives the command its id, unique in the session (uint32 on the wire, wraps after 4e9). */
  add(sink: ReplySink): number {
    do this.#lastId = (this.#lastId % 0xffff_ffff) + 1;
    while (this.#sinks.has(this.#lastId));
    this.#sinks.set(this.#lastId, sink);
    return this.#lastId;
  }

  /** False when the command has ended already. */
  remove(id: number): boolean {
    return this.#sinks.delete(id);
  }

  deliver(reply: Reply__Output): void {
    const sink = this.#sinks.get(reply.id);
    if (sink === undefined) {
      this.#repliesUnclaimed += 1;
      return;
    }
    if (reply.done || reply.error !== null) this.#sinks.delete(reply.id);
    sink.reply(reply);
  }

  breakAll(error: AgentError): void {
    const sinks = [...this.#sinks.values()];
    this.#sinks.clear();
    for (const sink of sinks) sink.broken(error);
  }
}
