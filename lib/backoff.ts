export interface BackoffOptions {
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * How long to wait before the next attempt: doubles up to a limit; the actual wait is drawn from
 * the upper half so that clients of a server that restarts do not come back at the same moment.
 *
 * @param failures rounds that failed so far, at least 1.
 * @param random from [0, 1).
 */
export function backoffMs(options: BackoffOptions, failures: number, random: number): number {
  const ceiling = Math.min(options.maxMs, options.firstMs * 2 ** Math.min(failures - 1, 30));
  return ceiling / 2 + (ceiling / 2) * random;
}
