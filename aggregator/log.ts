import { type Logger, pino } from "pino";

/** JSON lines on stdout; each part of the program gets a child with its `module`. */
export type Log = Logger;

export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

export function createLog(level: LogLevel): Log {
  return pino({ level, base: { program: "tapline-aggregator" } });
}
