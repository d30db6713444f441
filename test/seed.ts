/**
 * What a run of the tests leaves to chance: which recorded cases a law is held against, which
 * protocol and which placement a fault gets. `TAPLINE_TEST_SEED` repeats a run.
 */
export const seed = seedFrom(process.env.TAPLINE_TEST_SEED);

function seedFrom(text: string | undefined): number {
  if (text !== undefined && /^\d{1,9}$/.test(text)) return Number(text);
  const random = Math.floor(Math.random() * 1_000_000);
  process.stderr.write(`TAPLINE_TEST_SEED=${random} repeats this run\n`);
  return random;
}

/** Some of the items, in their order; the same for the same seed. */
export function sampleOf<T>(items: readonly T[], count: number, from = seed): T[] {
  const ranked = items.map((item, index) => ({ item, index, rank: mixed(from, index) }));
  const taken = ranked.sort((a, b) => a.rank - b.rank).slice(0, count);
  return taken.sort((a, b) => a.index - b.index).map(({ item }) => item);
}

/** A number below 2^32 that differs wildly between neighbours (splitmix32). */
export function mixed(from: number, index: number): number {
  let word = (from + Math.imul(index + 1, 0x9e3779b9)) | 0;
  word = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
  word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
  return (word ^ (word >>> 15)) >>> 0;
}
