import { type Logger, pino } from "pino";
import type { LogLevel } from "./options.ts";

export type { Logger };

/** JSON lines on stdout, written synchronously: the last line before an exit is not lost. */
export function createLogger(level: LogLevel, node: string): Logger {
  return pino({ level, base: { node } }, pino.destination({ fd: 1, sync: true }));
}
