/** Runs `task` over the items, at most `limit` at once; the first failure is the failure of all. */
export async function inParallel<T, R>(
  items: readonly T[],
  task: (item: T) => Promise<R>,
  limit = 8,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  let failed = false;
  const worker = async (): Promise<void> => {
    while (next < items.length && !failed) {
      const index = next++;
      const item = items[index];
      if (item === undefined) continue;
      try {
        results[index] = await task(item);
      } catch (thrown) {
        failed = true; // the others end what they are at, nobody starts anything new
        throw thrown;
      }
    }
  };
  const settled = await Promise.allSettled(Array.from({ length: limit }, worker));
  for (const outcome of settled) if (outcome.status === "rejected") throw outcome.reason;
  return results;
}
