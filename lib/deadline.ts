/**
 * A signal that aborts with another one, or after so long with the reason that
 * `AbortSignal.timeout()` gives. That one is not used within `AbortSignal.any()`: nothing but the
 * result refers to it, weakly, and Node 20 collects it before its time (nodejs/node#54614).
 */
export function deadline(ms: number, signal: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const late = (): void => controller.abort(new DOMException("it took too long", "TimeoutError"));
  const timer = setTimeout(late, ms);
  timer.unref();
  const onAbort = (): void => {
    clearTimeout(timer);
    controller.abort(signal.reason);
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true, signal: controller.signal });
  return controller.signal;
}
