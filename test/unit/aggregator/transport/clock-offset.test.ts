import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ClockOffset, type RoundTrip } from "../../../../aggregator/transport/clock-offset.ts";

/** A round trip at a time of ours, to a clock that is so far ahead. */
function trip(askedUs: number, ahead: number, there: number, inside: number, back: number) {
  const receivedUs = askedUs + there + ahead;
  const answeredUs = askedUs + there + inside + back;
  return { askedUs, receivedUs, sentUs: receivedUs + inside, answeredUs } satisfies RoundTrip;
}

const delay = fc.integer({ min: 0, max: 500_000 });
const delays = fc.record({ there: delay, inside: delay, back: delay, pause: delay });
const start = 1_700_000_000_000_000;

test("the true offset is within the error, however the delays are shared", () => {
  const offset = fc.integer({ min: -1e9, max: 1e9 });
  const trips = fc.array(delays, { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(
      offset,
      trips,
      fc.double({ min: -15e-6, max: 15e-6, noNaN: true }),
      (at0, all, ppm) => {
        const clock = new ClockOffset();
        let now = start;
        const aheadAt = (time: number): number => Math.round(at0 + ppm * (time - start));
        for (const { there, inside, back, pause } of all) {
          clock.add(trip(now, aheadAt(now), there, inside, back));
          now += there + inside + back + pause;
          const estimate = clock.estimate(now);
          assert.ok(estimate);
          const off = Math.abs(estimate.offsetMs - aheadAt(now) / 1_000);
          // A trip takes up to 1.5 s itself, in which the clocks run apart as well.
          assert.ok(off <= estimate.errorMs + 0.03, `${off} ms off, ${estimate.errorMs} told`);
        }
      },
    ),
  );
});

test("the error is half the delay of the quickest of the last eight", () => {
  const clock = new ClockOffset();
  assert.equal(clock.estimate(start), null);
  clock.add(trip(start, 5_000, 100, 10_000, 300));
  for (let at = 1; at <= 7; at += 1) clock.add(trip(start + at, 5_000, 4_000, 50, 4_000));
  const first = clock.estimate(start);
  assert.equal(first?.offsetMs, 4.9);
  assert.equal(first?.errorMs, 0.202);
  clock.add(trip(start + 8, 5_000, 4_000, 50, 4_000));
  assert.equal(clock.estimate(start)?.errorMs, 4.002);
});

test("follows a clock that is set at once, and takes nothing of a trip that cannot be", () => {
  const clock = new ClockOffset();
  clock.add(trip(start, 0, 10, 0, 10));
  clock.add(trip(start + 1_000_000, 60_000_000, 900, 0, 900));
  assert.equal(clock.estimate(start + 1_000_000)?.offsetMs, 60_000);
  // Our own clock was set back while it was on its way.
  clock.add({ ...trip(start, 60_000_000, 10, 0, 10), answeredUs: start - 5_000_000 });
  clock.add({ ...trip(start, 60_000_000, 10, 0, 10), receivedUs: 0 });
  assert.equal(clock.estimate(start + 1_000_000)?.offsetMs, 60_000);
});
