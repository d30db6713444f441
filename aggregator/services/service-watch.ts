import { AccessError } from "../access/access-error.ts";
import { EndpointError } from "../inventory/endpoints/error.ts";
import { PlanError } from "../plan/plan-error.ts";
import { LimitError } from "./limits.ts";
import { RequestError } from "./request-error.ts";

/** What became of a request. */
export type RequestOutcome =
  | "answered"
  | "invalid"
  | "refused"
  | "busy"
  | "timed_out"
  | "cancelled"
  | "failed";

/** What a diagnosis came to. */
export interface Tally {
  readonly outcome: string;
  readonly failure: { readonly stage: string; readonly direction: string } | null;
  /** Codes of all that was found, each once. */
  readonly codes: readonly string[];
}

export interface RequestEnd {
  readonly request: string;
  readonly outcome: RequestOutcome;
  readonly seconds: number;
  /** Null for what is no diagnosis, or was not answered. */
  readonly tally: Tally | null;
}

/** Is told of every request; says nothing itself, and never throws. */
export interface ServiceWatch {
  begun(request: string): void;
  ended(end: RequestEnd): void;
}

export function requestOutcome(thrown: unknown, gone: AbortSignal): RequestOutcome {
  if (gone.aborted) return "cancelled";
  if (thrown instanceof DOMException) return "timed_out";
  if (thrown instanceof AccessError) {
    return thrown.type.code === "ACCESS_UNDECIDED" ? "failed" : "refused";
  }
  if (thrown instanceof LimitError) return "busy";
  if (thrown instanceof EndpointError) {
    return thrown.type.code === "INVENTORY_NOT_READY" ? "failed" : "invalid";
  }
  if (thrown instanceof RequestError) return thrown.type.code === "NO_AGENT" ? "failed" : "invalid";
  return thrown instanceof PlanError ? "invalid" : "failed";
}
