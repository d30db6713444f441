import { beforeAbort } from "../../../lib/before-abort.ts";
import { abortAt } from "../times.ts";

/** What one IP version's diagnosis has to do with the others that run at the same time. */
export interface ProbeTurn {
  /** Its small probes are over, or it sends none. */
  over(): void;
  /**
   * Until those of every version are over, or so long.
   *
   * @throws {Error} when cancelled.
   */
  wait(atMostMs: number, signal: AbortSignal): Promise<void>;
}

/**
 * Small probes go first, of every IP version, and then those that may be too large.
 *
 * A device that refuses one packet costs OVS's userspace datapath those behind it in the batch as
 * well (sendmmsg(2), lib/netdev-linux.c): our own probes must not lose each other.
 *
 * @param versions how many are diagnosed at the same time; each takes one turn.
 */
export function probeTurns(versions: number): () => ProbeTurn {
  let open = versions;
  let finish = (): void => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  return () => {
    let isOver = false;
    return {
      over() {
        if (!isOver) open -= 1;
        isOver = true;
        if (open <= 0) finish();
      },
      wait: (atMostMs, signal) => within(finished, atMostMs, signal),
    };
  };
}

async function within(done: Promise<void>, atMostMs: number, signal: AbortSignal): Promise<void> {
  const limit = new AbortController();
  const enough = abortAt(performance.now() + atMostMs, limit, new Error("they took too long"));
  const isOver = await beforeAbort(done, AbortSignal.any([signal, enough.signal]));
  enough.clear();
  if (isOver === null) signal.throwIfAborted();
}
