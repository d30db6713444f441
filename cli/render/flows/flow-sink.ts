import type { Flow__Output } from "../../../proto/gen/tapline/v1/Flow.ts";
import type { FlowReport__Output } from "../../../proto/gen/tapline/v1/FlowReport.ts";
import type { FlowsTarget__Output } from "../../../proto/gen/tapline/v1/FlowsTarget.ts";

/** Where flows go as they arrive, one implementation per output format. */
export interface FlowSink {
  begin(target: FlowsTarget__Output): Promise<void>;
  flow(flow: Flow__Output): Promise<void>;
  end(totals: FlowTotals): Promise<void>;
}

export interface FlowTotals {
  /** Flows that the agent sent. */
  readonly received: number;
  readonly shown: number;
  /** Null when the stream ended without one: then the dump may be cut short. */
  readonly report: FlowReport__Output | null;
}
