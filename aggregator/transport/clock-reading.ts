import type { ClockReading } from "./agent-handle.ts";
import type { ClockEstimate } from "./clock-offset.ts";

/**
 * The narrower of two things known of a clock, as a reading between two of ours: one that came with
 * an answer that took its time, or what round trips told.
 */
export function narrowerReading(
  reading: ClockReading | null,
  estimate: ClockEstimate | null,
): ClockReading | null {
  if (estimate === null) return reading;
  const { offsetMs, errorMs } = estimate;
  if (reading !== null && reading.answeredMs - reading.askedMs <= 2 * errorMs) return reading;
  const middle = reading?.answeredMs ?? Date.now();
  return { askedMs: middle - errorMs, agentMs: middle + offsetMs, answeredMs: middle + errorMs };
}
