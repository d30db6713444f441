import { LimiterError, type LimiterOptions } from "../../lib/limiter.ts";
import { type Reason, reason } from "../../proto/reasons/index.ts";
import { ReasonedError } from "../../proto/reasons/reasoned-error.ts";

/** How much goes on at the same time, for all callers together. */
export interface ServiceLimits {
  /** One more is refused: each holds taps on up to three nodes. */
  readonly diagnoses: LimiterOptions;
  /**
   * A diagnosis that sends probes starts dozens of programs on two nodes. Were many made at once,
   * each of them would time out: they take their turn instead, within the time that each has.
   */
  readonly activeDiagnoses: LimiterOptions;
  readonly traces: LimiterOptions;
  /** Each may decode 100,000 flows. */
  readonly flowDumps: LimiterOptions;
  /** Each asks every agent. */
  readonly doctors: LimiterOptions;
}

export const defaultLimits: ServiceLimits = {
  diagnoses: { what: "diagnoses", concurrency: 16, maxWaiting: 0 },
  activeDiagnoses: { what: "diagnoses", concurrency: 4, maxWaiting: 12 },
  traces: { what: "traces", concurrency: 16, maxWaiting: 0 },
  flowDumps: { what: "flow-dumps", concurrency: 4, maxWaiting: 0 },
  doctors: { what: "doctors", concurrency: 1, maxWaiting: 4 },
};

/** There is no place for one more. */
export class LimitError extends ReasonedError<Reason<"TOO_MANY_REQUESTS">> {}

/** What a limiter threw, as the caller is told it. */
export function asLimitError(thrown: unknown): unknown {
  if (!(thrown instanceof LimiterError)) return thrown;
  const { what, limit } = thrown.type;
  return new LimitError(reason("TOO_MANY_REQUESTS", { what, limit }), { cause: thrown });
}
