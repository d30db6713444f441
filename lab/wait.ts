import { setTimeout as delay } from "node:timers/promises";
import { LabError } from "./errors.ts";

/**
 * Asks until the answer is yes.
 *
 * @throws {LabError} TIMED_OUT after `timeoutMs`, INTERRUPTED when `signal` aborts.
 */
export async function waitUntil(
  what: string,
  ask: () => Promise<boolean>,
  options: { timeoutMs: number; everyMs?: number; signal?: AbortSignal },
): Promise<void> {
  const { timeoutMs, everyMs = 50, signal } = options;
  const deadline = performance.now() + timeoutMs;
  while (!(await ask())) {
    throwIfInterrupted(signal);
    if (performance.now() >= deadline) {
      const message = `Cannot wait any longer for ${what}: not so after ${timeoutMs} ms`;
      throw new LabError({ code: "TIMED_OUT", what, timeoutMs }, message);
    }
    await delay(everyMs);
  }
}

export function throwIfInterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new LabError({ code: "INTERRUPTED" }, "Interrupted");
}
