import { ExecError, run } from "../../lib/exec.ts";
import { reason } from "../../proto/reasons/index.ts";
import { TapError } from "./tap-error.ts";
import { wordsOf } from "./tcpdump-messages.ts";
import { filterCheckVector } from "./tcpdump-vector.ts";

/**
 * Has tcpdump itself compile a capture filter, before anything is captured.
 *
 * @throws {TapError} BAD_FILTER with tcpdump's words.
 */
export async function checkFilter(filter: string, signal: AbortSignal): Promise<void> {
  if (filter.trim() === "") return;
  try {
    await run(filterCheckVector(filter), { timeoutMs: 2_000, maxBytes: 4 * 1024 * 1024, signal });
  } catch (thrown) {
    if (!(thrown instanceof ExecError) || thrown.type.code !== "FAILED") throw thrown;
    const words = wordsOf(thrown.type.stderr);
    throw new TapError(reason("BAD_FILTER", { words }), { cause: thrown });
  }
}
