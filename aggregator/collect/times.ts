/**
 * Until when what, in milliseconds of performance.now(). A deadline says "stop and conclude with
 * what there is": so a part of the time is kept for stopping.
 */
export interface Times {
  /** Nothing new is asked, and what runs is cut off: the taps are drained now. */
  readonly cutMs: number;
  /** What has not arrived by now is left out. */
  readonly endMs: number;
}

/** Concluding takes some 50 ms. */
const concluding = { share: 0.1, mostMs: 200 } as const;
/** A tap stops within 100 to 300 ms when its node is not busy. */
const draining = { share: 0.25, mostMs: 1_500 } as const;

/** @param untilMs when the answer is due; in the past for a question that waited too long. */
export function timesUntil(untilMs: number, nowMs: number): Times {
  const leftMs = Math.max(0, untilMs - nowMs);
  const kept = ({ share, mostMs }: typeof concluding | typeof draining): number =>
    Math.min(mostMs, leftMs * share);
  const endMs = nowMs + leftMs - kept(concluding);
  return { endMs, cutMs: endMs - kept(draining) };
}

/** Aborts the controller at that time, unless it is cleared; never for an infinite time. */
export function abortAt(
  atMs: number,
  controller: AbortController,
  reason: Error,
): { readonly signal: AbortSignal; readonly clear: () => void } {
  const { signal } = controller;
  if (!Number.isFinite(atMs)) return { signal, clear: () => {} };
  const timer = setTimeout(() => controller.abort(reason), Math.max(0, atMs - performance.now()));
  return { signal, clear: () => clearTimeout(timer) };
}
