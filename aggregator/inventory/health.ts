import type { Reason } from "../../proto/reasons/index.ts";
/** Whether a source of the inventory may be relied on. */
export interface SourceHealth {
  /** `kubernetes`, `ovn-northbound`, `ovn-southbound`. */
  readonly name: string;
  /**
   * `ok`: complete and current. `connecting`: nothing to show yet. `stale`: complete as of `since`,
   * not kept current. `failed`: cannot be used, or parts of it could not be read.
   */
  readonly status: "ok" | "connecting" | "stale" | "failed";
  readonly since: Date;
  /** Null when there is nothing to say. */
  readonly reason: Reason | null;
}
