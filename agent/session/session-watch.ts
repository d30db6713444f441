import type { Reply } from "../../proto/gen/tapline/v1/Reply.ts";
import type { CommandKind } from "../commands/command-handler.ts";
import type { SessionError } from "./session-error.ts";

/** What could not be sent. */
export interface LossCounts {
  /** Replies that found the outbox full. */
  readonly replies: number;
  /** Events that had no room. */
  readonly events: number;
}

/** A session while it lasts, as it is at each look. */
export interface SessionState {
  /** Messages that wait for the stream. */
  readonly queued: number;
  readonly commandsRunning: number;
  /** Of this session and those before it. */
  readonly lost: LossCounts;
}

/** A command that ended or was refused; `kind` null: one that this agent does not know. */
export interface CommandEnd {
  readonly kind: CommandKind | null;
  readonly outcome: "ok" | "failed" | "refused";
  readonly seconds: number;
  readonly last: Reply;
}

/** Is told what sessions do; says nothing itself, and never throws. */
export interface SessionWatch {
  welcomed(session: SessionState): void;
  ended(reason: SessionError): void;
  commandEnded(end: CommandEnd): void;
}
