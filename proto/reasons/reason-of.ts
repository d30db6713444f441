import { messageOf, TaplineError } from "../../lib/errors.ts";
import { ExecError, type ExecErrorType, lastWords } from "../../lib/exec.ts";
import { type Reason, reason, said } from "./index.ts";
import { parseReason } from "./parse.ts";

/** The reason in whatever was thrown; what is not ours is told in its own words. */
export function reasonOf(thrown: unknown): Reason {
  if (thrown instanceof ExecError) return ofProgram(thrown.type);
  if (thrown instanceof TaplineError) {
    const own = parseReason(thrown.type);
    if (own !== null) return own;
  }
  return said(messageOf(thrown));
}

function ofProgram(type: ExecErrorType): Reason {
  const { program } = type;
  switch (type.code) {
    case "NOT_FOUND":
      return reason("PROGRAM_MISSING", { program });
    case "TIMED_OUT":
      return reason("PROGRAM_TIMED_OUT", { program, afterMs: type.timeoutMs });
    case "OUTPUT_TOO_LARGE":
      return reason("PROGRAM_SAID_TOO_MUCH", { program, limitBytes: type.maxBytes });
    case "ABORTED":
      return reason("CANCELLED", {});
    case "FAILED": {
      const status = type.signal ?? String(type.exitCode);
      const { asked, stderr } = type;
      return reason("PROGRAM_FAILED", { program, asked, status, said: lastWords(stderr) });
    }
  }
}
