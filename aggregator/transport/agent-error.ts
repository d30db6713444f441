import type { agentReasons } from "../../proto/reasons/areas/agents.ts";
import { type Reason, reason } from "../../proto/reasons/index.ts";
import { ReasonedError } from "../../proto/reasons/reasoned-error.ts";

/** An agent gave no answer, or none that can be used. */
export class AgentError extends ReasonedError<Reason<keyof typeof agentReasons>> {}

export function agentAway(node: string, why: Reason): AgentError {
  return new AgentError(reason("AGENT_AWAY", { node, why }));
}

export function agentReplaced(node: string): AgentError {
  return new AgentError(reason("AGENT_REPLACED", { node }));
}

export function timedOut(node: string, command: string, afterMs: number): AgentError {
  return new AgentError(reason("COMMAND_TIMED_OUT", { node, command, afterMs }));
}

export function cancelled(node: string, command: string): AgentError {
  return new AgentError(reason("COMMAND_CANCELLED", { node, command }));
}

export function badReply(node: string, command: string, why: Reason): AgentError {
  return new AgentError(reason("BAD_REPLY", { node, command, why }));
}

/** @param version of the agent. */
export function unsupported(node: string, command: string, version: string): AgentError {
  return new AgentError(reason("COMMAND_UNSUPPORTED", { node, command, version }));
}

export function commandFailed(node: string, command: string, why: Reason): AgentError {
  return new AgentError(reason("COMMAND_FAILED", { node, command, why }));
}

export function slowReader(node: string, waitedMs: number): AgentError {
  return new AgentError(reason("SLOW_READER", { node, waitedMs }));
}

/** What was to come over a transfer of its own did not, or not all of it. */
export function transferFailed(node: string, command: string, why: Reason): AgentError {
  return new AgentError(reason("TRANSFER_FAILED", { node, command, why }));
}
