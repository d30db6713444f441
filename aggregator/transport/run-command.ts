import type { Reply__Output } from "../../proto/gen/tapline/v1/Reply.ts";
import { fromWireReason } from "../../proto/wire/reason.ts";
import { type AgentError, cancelled, commandFailed, timedOut } from "./agent-error.ts";
import type { CallOptions } from "./agent-handle.ts";
import { type AgentSession, type CommandBody, commandName } from "./agent-session.ts";

/**
 * Runs a command to its last reply. `onReply` gets each one; what it throws ends the command.
 * On timeout and abort the command is cancelled at the agent and its late replies are ignored.
 *
 * @throws {AgentError}
 */
export function runCommand(
  session: AgentSession,
  body: CommandBody,
  options: CallOptions,
  onReply: (reply: Reply__Output) => void,
): Promise<void> {
  const command = commandName(body);
  const { timeoutMs, signal } = options;
  if (signal?.aborted) return Promise.reject(cancelled(session.node, command));
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
    const fail = (error: unknown): void => {
      settle();
      session.abandon(id);
      reject(error);
    };
    const reply = (message: Reply__Output): void => {
      try {
        if (message.error !== null) {
          throw commandFailed(session.node, command, fromWireReason(message.error));
        }
        onReply(message);
        if (!message.done) return;
        settle();
        resolve();
      } catch (error) {
        fail(error);
      }
    };
    const broken = (error: AgentError): void => fail(error);
    const id = session.begin(body, timeoutMs, { reply, broken });
    const timer = setTimeout(() => fail(timedOut(session.node, command, timeoutMs)), timeoutMs);
    const onAbort = (): void => fail(cancelled(session.node, command));
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
