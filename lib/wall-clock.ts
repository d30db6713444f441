/** After so long the two clocks may have run apart by some microseconds; it is looked again. */
const maxAgeMs = 1_000;
/** Longer between two reads means that somebody else ran in between. */
const maxReadMs = 0.05;
const maxTries = 4;

/** `Date.now()` less `performance.now()`, in milliseconds with their fraction. */
interface Base {
  readonly ms: number;
  readonly takenAt: number;
}

let base: Base | null = null;

/**
 * Microseconds since 1970 by the system's clock, as packets are timed; `Date.now()` knows only
 * whole milliseconds. Now and then it waits, busy, for the next one to begin (1 ms at most).
 */
export function wallClockUs(): number {
  const now = performance.now();
  const isFresh = base !== null && now - base.takenAt < maxAgeMs && agrees(base, now);
  if (!isFresh) base = takeBase();
  return Math.round(((base?.ms ?? 0) + performance.now()) * 1_000);
}

/** A clock that was set is behind or ahead of what it should show by a millisecond or more. */
function agrees({ ms }: Base, now: number): boolean {
  const shown = Date.now();
  return shown <= ms + performance.now() && shown > ms + now - 1;
}

/** Watches a millisecond begin: then both clocks are known to the microsecond. */
function takeBase(): Base {
  let best: Base | null = null;
  let bestWidth = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < maxTries && bestWidth > maxReadMs; tries += 1) {
    const start = Date.now();
    let before = performance.now();
    let shown = Date.now();
    while (shown === start) {
      before = performance.now();
      shown = Date.now();
    }
    const after = performance.now();
    if (after - before < bestWidth) {
      bestWidth = after - before;
      best = { ms: shown - before, takenAt: after };
    }
  }
  return best ?? { ms: Date.now() - performance.now(), takenAt: performance.now() };
}
