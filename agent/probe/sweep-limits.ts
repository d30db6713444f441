/** IP packet sizes in bytes: one that passes, and a larger one that does not. */
export interface SizeRange {
  readonly passes: number;
  readonly fails: number;
}

/**
 * Sizes that are tried at once, and how often: three rounds tell every byte between 84 and 9,000
 * apart. A round takes as long as one answer is waited for.
 */
export const sweepLimits = { perRound: 24, rounds: 3 } as const;
