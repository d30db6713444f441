import type { planReasons } from "../../proto/reasons/areas/plan.ts";
import type { Reason } from "../../proto/reasons/index.ts";
import { ReasonedError } from "../../proto/reasons/reasoned-error.ts";

/** A request that cannot be turned into a plan. */
export class PlanError extends ReasonedError<Reason<keyof typeof planReasons>> {}
