import { TaplineError } from "../../lib/errors.ts";
import type { Reason } from "./index.ts";

/**
 * An error that a person may read: it carries its reason, and `words/` makes the sentence in the
 * reader's language. Its message is for logs.
 */
export class ReasonedError<R extends Reason = Reason> extends TaplineError<R> {
  constructor(type: R, options?: { cause?: unknown }) {
    super(type, logText(type), options);
    this.name = "ReasonedError";
  }
}

/** `AGENT_AWAY {"node":"node1"}`: for logs, where codes and values are looked for. */
export function logText({ code, args }: Reason): string {
  return Object.keys(args).length === 0 ? code : `${code} ${JSON.stringify(args)}`;
}
