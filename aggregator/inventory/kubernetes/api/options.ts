/** Limits of the list/watch loop; times are in milliseconds unless they say otherwise. */
export interface ApiSourceOptions {
  /** Objects asked for in one page of a list. */
  readonly pageSize: number;
  readonly maxPageBytes: number;
  readonly maxEventBytes: number;
  /** Without a byte of a list. */
  readonly listIdleMs: number;
  /** The server ends a watch after this and the next goes on: bounds how long one may be dead. */
  readonly watchSeconds: number;
  /** Beyond `watchSeconds`, until a watch without a byte counts as dead. */
  readonly watchGraceMs: number;
  /** A watch that ends sooner counts as a failure, or a server that hangs up makes a hot loop. */
  readonly shortWatchMs: number;
  readonly backoff: { readonly firstMs: number; readonly maxMs: number };
  /** The longest Retry-After that is obeyed. */
  readonly maxRetryAfterMs: number;
  /** How long `start` waits for the first lists. */
  readonly startMs: number;
}

export const defaultApiSourceOptions: ApiSourceOptions = {
  pageSize: 200,
  maxPageBytes: 64 * 1024 * 1024,
  maxEventBytes: 8 * 1024 * 1024,
  listIdleMs: 15_000,
  watchSeconds: 45,
  watchGraceMs: 10_000,
  shortWatchMs: 1_000,
  backoff: { firstMs: 250, maxMs: 15_000 },
  maxRetryAfterMs: 60_000,
  startMs: 5_000,
};
