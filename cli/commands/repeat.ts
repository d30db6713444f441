import type { DiagnoseRequest } from "../../proto/gen/tapline/v1/DiagnoseRequest.ts";
import type { DiagnosisServiceClient } from "../../proto/gen/tapline/v1/DiagnosisService.ts";
import { reason } from "../../proto/reasons/index.ts";
import type { Progress } from "../progress.ts";
import { type AskedDiagnosis, askDiagnosis } from "./ask-diagnosis.ts";

export interface RepeatOptions {
  readonly times: number;
  /** Pause between the end of one diagnosis and the start of the next, milliseconds. */
  readonly intervalMs: number;
}

/** What was diagnosed before it ended, and what ended it early. */
export interface Repeated {
  readonly asked: readonly AskedDiagnosis[];
  /** What the first attempt that gave no verdict threw; null when all did. */
  readonly thrown: unknown;
}

/**
 * Diagnoses one after the other. Ends early, with what there is, when interrupted or when an
 * attempt gives no verdict; without a single verdict it throws what that attempt threw.
 */
export async function repeatDiagnosis(
  client: DiagnosisServiceClient,
  request: DiagnoseRequest,
  options: RepeatOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<Repeated> {
  const asked: AskedDiagnosis[] = [];
  for (let attempt = 1; attempt <= options.times; attempt += 1) {
    const numbered: Progress = {
      show: (what) => progress.show(reason("ATTEMPT_OF", { attempt, times: options.times, what })),
      clear: () => progress.clear(),
    };
    try {
      if (attempt > 1) await pause(options.intervalMs, signal);
      if (signal.aborted) break;
      asked.push(await askDiagnosis(client, request, numbered, signal));
    } catch (thrown) {
      if (asked.length === 0) throw thrown;
      return { asked, thrown: signal.aborted ? null : thrown };
    }
  }
  return { asked, thrown: null };
}

/** Waits so long, or until the signal aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
    if (signal.aborted) done();
  });
}
