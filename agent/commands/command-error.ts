import { messageOf, TaplineError } from "../../lib/errors.ts";
import { reasonOf } from "../../proto/reasons/reason-of.ts";
import { toWireReason, type WireReason } from "../../proto/wire/reason.ts";

/** Why a command was not carried out, as the agent itself says it. */
export type CommandErrorType =
  /** As many commands run as may: the aggregator asks again later. */
  | { readonly code: "BUSY"; readonly running: number; readonly limit: number }
  /** A newer aggregator asks for something that this agent does not know. */
  | { readonly code: "UNSUPPORTED" }
  | { readonly code: "BAD_COMMAND"; readonly field: string }
  | { readonly code: "TRANSFER_FAILED"; readonly status: number }
  | { readonly code: "TIMED_OUT"; readonly timeoutMs: number }
  | { readonly code: "CANCELLED" }
  | { readonly code: "SESSION_LOST" };

export class CommandError extends TaplineError<CommandErrorType> {}

/** The wire form of whatever a command threw; `INTERNAL` where it was nothing of ours. */
export function toWireError(thrown: unknown): WireReason {
  const why = reasonOf(thrown);
  if (why.code !== "SAID") return toWireReason(why);
  return { code: codeOf(thrown), args: "", message: messageOf(thrown) };
}

function codeOf(thrown: unknown): string {
  if (!(thrown instanceof TaplineError)) return "INTERNAL";
  const { type } = thrown;
  const isCoded = typeof type === "object" && type !== null && "code" in type;
  return isCoded ? String(type.code) : "INTERNAL";
}
