import type { Diagnosis } from "../../../proto/documents/v1/diagnosis.ts";
import { paragraph } from "../style.ts";
import type { Context } from "./context.ts";

/** Round trip and the time per stage, as far as they were measured. */
export function latencyLines({ latency }: Diagnosis, context: Context): string[] {
  const { style, words, options } = context;
  const parts: string[] = [];
  if (latency.rttMs) {
    parts.push(words.roundTrip(milliseconds(latency.rttMs.p50), milliseconds(latency.rttMs.max)));
  }
  for (const { stage, direction, p50Ms } of latency.perStage) {
    const name = words.stage[stage] ?? stage;
    parts.push(words.stageLatency(name, words.directions[direction], milliseconds(p50Ms)));
  }
  if (parts.length === 0) return [];
  return [
    style.heading(words.latency),
    ...parts.map((part) => paragraph(part, options.columns, "  ")),
  ];
}

/** Two significant digits below 10 ms, whole milliseconds from there. */
export function milliseconds(ms: number): string {
  if (Math.abs(ms) >= 10) return ms.toFixed(0);
  return String(Number(ms.toPrecision(2)));
}
