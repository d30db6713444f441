/**
 * What a promise gives, or null when the signal comes first: nobody waits for it then.
 *
 * @throws what the promise throws before.
 */
export function beforeAbort<T>(
  promise: Promise<T>,
  signal: AbortSignal,
): Promise<{ readonly value: T } | null> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => resolve(null);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    promise.then(
      (value) => {
        signal.removeEventListener("abort", onAbort);
        resolve({ value });
      },
      (thrown: unknown) => {
        signal.removeEventListener("abort", onAbort);
        reject(thrown);
      },
    );
  });
}
