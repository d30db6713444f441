import { type Reason, said } from "../reasons/index.ts";
import { parseReason } from "../reasons/parse.ts";
import { logText } from "../reasons/reasoned-error.ts";

/** tapline.v1.Reason. */
export interface WireReason {
  readonly code: string;
  /** Arguments, as a JSON object. */
  readonly args: string;
  /** The same for a reader that does not know the code: what a log would say. */
  readonly message: string;
}

export function toWireReason(reason: Reason): WireReason {
  return { code: reason.code, args: JSON.stringify(reason.args), message: logText(reason) };
}

/** Those that there are. */
export function wireReasons(...reasons: readonly (Reason | null)[]): WireReason[] {
  return reasons.flatMap((one) => (one === null ? [] : toWireReason(one)));
}

/** A code of a newer version comes as what its sender would log. */
export function fromWireReason({ code, args, message }: WireReason): Reason {
  return parseReason({ code, args: parsed(args || "{}") }) ?? said(message);
}

/** Null for what is no reason of this version. */
export function readReason(json: string): Reason | null {
  return parseReason(parsed(json));
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null; // no reason, as the caller then finds
  }
}
