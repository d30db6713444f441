import { TaplineError } from "../../lib/errors.ts";

/** Why an agent gave no answer; `command` is the field name of `Command` in agent.proto. */
export type AgentErrorType =
  | { readonly code: "AGENT_AWAY"; readonly node: string; readonly reason: string }
  | { readonly code: "AGENT_REPLACED"; readonly node: string }
  | {
      readonly code: "TIMED_OUT";
      readonly node: string;
      readonly command: string;
      readonly timeoutMs: number;
    }
  | {
      readonly code: "COMMAND_FAILED";
      readonly node: string;
      readonly command: string;
      /** The agent's own code, UPPER_SNAKE. */
      readonly agentCode: string;
      /** The agent's own words. */
      readonly message: string;
    }
  | {
      readonly code: "UNSUPPORTED";
      readonly node: string;
      readonly command: string;
      readonly version: string;
    }
  | { readonly code: "CANCELLED"; readonly node: string; readonly command: string }
  | {
      readonly code: "BAD_REPLY";
      readonly node: string;
      readonly command: string;
      readonly detail: string;
    }
  | { readonly code: "TOO_MANY_COMMANDS"; readonly node: string; readonly limit: number }
  | {
      readonly code: "SLOW_READER";
      readonly node: string;
      readonly command: string;
      readonly waitedMs: number;
    };

export class AgentError extends TaplineError<AgentErrorType> {}

export function agentAway(node: string, reason: string): AgentError {
  const message = `Cannot ask the agent of node ${node}: it is away, ${reason}`;
  return new AgentError({ code: "AGENT_AWAY", node, reason }, message);
}

export function agentReplaced(node: string): AgentError {
  const message = `Cannot wait for the agent of node ${node}: a newer session replaced this one`;
  return new AgentError({ code: "AGENT_REPLACED", node }, message);
}

export function timedOut(node: string, command: string, timeoutMs: number): AgentError {
  const message = `Cannot wait for "${command}" of node ${node}: no answer within ${timeoutMs} ms`;
  return new AgentError({ code: "TIMED_OUT", node, command, timeoutMs }, message);
}

export function cancelled(node: string, command: string): AgentError {
  const message = `Cannot wait for "${command}" of node ${node}: cancelled`;
  return new AgentError({ code: "CANCELLED", node, command }, message);
}

export function badReply(node: string, command: string, detail: string): AgentError {
  const message = `Cannot use the answer to "${command}" of node ${node}: ${detail}`;
  return new AgentError({ code: "BAD_REPLY", node, command, detail }, message);
}

/** @param version of the agent. */
export function unsupported(node: string, command: string, version: string): AgentError {
  const message =
    `Cannot do "${command}" on node ${node}: not supported by the agent of node ${node} ` +
    `(version ${version}), upgrade it`;
  return new AgentError({ code: "UNSUPPORTED", node, command, version }, message);
}

export function commandFailed(
  node: string,
  command: string,
  error: { readonly code: string; readonly message: string },
): AgentError {
  const { code: agentCode, message } = error;
  const text = `Cannot do "${command}" on node ${node}: ${message || agentCode}`;
  return new AgentError({ code: "COMMAND_FAILED", node, command, agentCode, message }, text);
}
