import PQueue from "p-queue";

/**
 * Applies a task to all items, at most `limit` at a time; results in the order of the items. The
 * first failure is the failure of all: nothing more is started, and what runs is waited for.
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  task: (item: Item) => Promise<Result>,
  limit = 8,
): Promise<Result[]> {
  const queue = new PQueue({ concurrency: limit });
  try {
    return await queue.addAll(items.map((item) => () => task(item)));
  } catch (thrown) {
    queue.clear();
    await queue.onIdle();
    throw thrown;
  }
}
