import { TaplineError } from "../../lib/errors.ts";

export type FlowsErrorType =
  /** No vswitchd runs with this run directory, or several do. */
  | { readonly code: "NO_CONTROL_SOCKET"; readonly ovsRunDir: string; readonly found: number }
  /** vswitchd could not be asked: not running, no such bridge, a time limit (see `cause`). */
  | { readonly code: "DUMP_FAILED"; readonly bridge: string; readonly text: string }
  /** The tool ended well, and its output ended in the middle of a flow. */
  | { readonly code: "DUMP_CUT"; readonly bridge: string; readonly flows: number }
  | { readonly code: "DUMP_TOO_LARGE"; readonly bridge: string; readonly maxBytes: number }
  | { readonly code: "TRACE_FAILED"; readonly bridge: string; readonly text: string };

export class FlowsError extends TaplineError<FlowsErrorType> {}
