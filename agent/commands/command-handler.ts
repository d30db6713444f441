import type { Command__Output } from "../../proto/gen/tapline/v1/Command.ts";
import type { Reply } from "../../proto/gen/tapline/v1/Reply.ts";
import type { Logger } from "../log.ts";

/** The members of `Command.command` that this agent knows. */
export type CommandKind = NonNullable<Command__Output["command"]>;

/** One payload of a reply: exactly one member of the message's `oneof`. */
export type Payload = Pick<Reply, NonNullable<Reply["payload"]>>;

/** What a running command may use. */
export interface CommandContext {
  /** Stop now: nobody will read a reply. Every wait and every child process ends with it. */
  readonly signal: AbortSignal;
  /** Finish early and report what there is: a Cancel, or the deadline. */
  readonly stop: AbortSignal;
  readonly log: Logger;
  /** Sends a reply that must not be lost; waits while the outbox is full. */
  send(payload: Payload): Promise<void>;
  /** Sends a batch of evidence, or refuses when the outbox is full: the caller counts the loss. */
  offer(payload: Payload, bytes: number): boolean;
  /**
   * Opens the transfer that the command's token is for.
   *
   * @throws {CommandError} BAD_COMMAND without a token.
   */
  openTransfer(): BulkTransfer;
}

/** Bulk on its way to the aggregator, beside the session. It ends with the command's signal. */
export interface BulkTransfer {
  /**
   * Sends one message; resolves when there is room for the next.
   *
   * @throws {CommandError} TRANSFER_FAILED: the aggregator, or the network, ended it.
   */
  send(data: Uint8Array): Promise<void>;
  /** No more comes; resolves when all was taken. @throws {CommandError} TRANSFER_FAILED. */
  end(): Promise<void>;
  /** Ends it early; does nothing after `end`. */
  cancel(): void;
}

export interface CommandHandler<Request> {
  /**
   * Whether it answers to `stop` with a report of its own. One that does not is aborted, and the
   * agent answers TIMED_OUT or CANCELLED for it.
   */
  readonly endsEarly: boolean;
  /** How many of this kind may run at once; null when only the common limit holds. */
  readonly maxRunning: number | null;
  /** Carries the command out; gives the payload of the last reply, null for none. */
  readonly run: (request: Request, context: CommandContext) => Promise<Payload | null>;
}

export type CommandTable = {
  readonly [Kind in CommandKind]: CommandHandler<NonNullable<Command__Output[Kind]>>;
};

/** Binds a command to its handler; null when this agent does not know it. */
export function bindCommand(table: CommandTable, command: Command__Output): BoundCommand | null {
  return command.command === undefined ? null : bindKind(table, command.command, command);
}

export interface BoundCommand {
  readonly kind: CommandKind;
  readonly endsEarly: boolean;
  readonly maxRunning: number | null;
  readonly run: (context: CommandContext) => Promise<Payload | null>;
}

function bindKind<Kind extends CommandKind>(
  table: CommandTable,
  kind: Kind,
  command: Command__Output,
): BoundCommand | null {
  const handler: CommandTable[Kind] | undefined = table[kind];
  const request = command[kind];
  if (handler === undefined || request === undefined || request === null) return null;
  const { endsEarly, maxRunning } = handler;
  return { kind, endsEarly, maxRunning, run: (context) => handler.run(request, context) };
}
