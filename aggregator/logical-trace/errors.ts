import { TaplineError } from "../../lib/errors.ts";

export type LogicalTraceErrorType =
  /** A name, address or port from which no microflow can be written. */
  | { readonly code: "BAD_MICROFLOW"; readonly field: string; readonly value: string }
  | { readonly code: "UNKNOWN_DATAPATH"; readonly datapath: string }
  /** The SB database has no such port on the datapath: not created yet, or removed. */
  | { readonly code: "UNKNOWN_PORT"; readonly port: string }
  /** ovn-trace could not be started, did not end in time, or failed (see `cause`). */
  | { readonly code: "TOOL_FAILED"; readonly text: string };

export class LogicalTraceError extends TaplineError<LogicalTraceErrorType> {}
