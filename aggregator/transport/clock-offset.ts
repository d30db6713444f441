/** Microseconds since 1970: ours when asked and answered, the agent's in between (RFC 5905 8). */
export interface RoundTrip {
  readonly askedUs: number;
  readonly receivedUs: number;
  readonly sentUs: number;
  readonly answeredUs: number;
}

/** The agent's clock less ours, and by how much that may be wrong at most, milliseconds. */
export interface ClockEstimate {
  readonly offsetMs: number;
  readonly errorMs: number;
}

interface Sample {
  readonly atUs: number;
  readonly offsetUs: number;
  readonly errorUs: number;
}

/** Stages of the clock filter of RFC 5905 section 10. */
const windowLength = 8;
/** What two clocks run apart by at most, as RFC 5905 takes it: PHI, 15 parts per million. */
const drift = 15e-6;
/** Each of the four times is read to about this. */
const readingUs = 2;

/**
 * How far an agent's clock is ahead of ours, from round trips.
 *
 * One gives the offset ((T2 - T1) + (T3 - T4)) / 2; it is wrong by half the delay
 * (T4 - T1) - (T3 - T2) at most, however that delay is shared between there and back. Of the last
 * eight the one that is wrong by least counts, where age adds what clocks may have run apart since.
 */
export class ClockOffset {
  #samples: Sample[] = [];

  /** A trip whose times contradict themselves (a clock was set while it was on its way) is none. */
  add(trip: RoundTrip): void {
    const { askedUs, receivedUs, sentUs, answeredUs } = trip;
    const delayUs = answeredUs - askedUs - (sentUs - receivedUs);
    if (!(delayUs >= -2 * readingUs) || sentUs < receivedUs || !(receivedUs > 0)) return;
    const offsetUs = (receivedUs - askedUs + (sentUs - answeredUs)) / 2;
    const errorUs = Math.max(0, delayUs) / 2 + readingUs;
    const sample = { atUs: answeredUs, offsetUs, errorUs };
    // One of the clocks was set: what was known before is no longer true.
    if (this.#samples.some((other) => contradict(other, sample))) this.#samples = [];
    this.#samples.push(sample);
    if (this.#samples.length > windowLength) this.#samples.shift();
  }

  /** Null before the first round trip. */
  estimate(nowUs: number): ClockEstimate | null {
    let best: ClockEstimate | null = null;
    for (const sample of this.#samples) {
      const errorMs = errorAt(sample, nowUs) / 1_000;
      if (best !== null && best.errorMs <= errorMs) continue;
      best = { offsetMs: sample.offsetUs / 1_000, errorMs };
    }
    return best;
  }
}

function errorAt({ atUs, errorUs }: Sample, nowUs: number): number {
  return errorUs + drift * Math.max(0, nowUs - atUs);
}

function contradict(old: Sample, fresh: Sample): boolean {
  const apart = Math.abs(old.offsetUs - fresh.offsetUs);
  return apart > errorAt(old, fresh.atUs) + fresh.errorUs;
}
