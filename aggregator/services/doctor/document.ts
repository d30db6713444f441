import type { DoctorDocument } from "../../../proto/documents/v1/doctor.ts";
import { reasonIn } from "../../../words/reasons/index.ts";
import type { DoctorItem, ItemStatus } from "./check.ts";

/** An item with the name of the check that gave it. */
export interface CheckedItem extends DoctorItem {
  readonly check: string;
}

/** The Doctor document. */
export function doctorDocument(
  items: readonly CheckedItem[],
  { startedAt, version }: { readonly startedAt: Date; readonly version: string },
): DoctorDocument {
  const count = (status: ItemStatus): number => items.filter((one) => one.status === status).length;
  const counts = {
    ok: count("ok"),
    warning: count("warning"),
    failed: count("failed"),
    unknown: count("unknown"),
  };
  const worst = (["failed", "unknown", "warning"] as const).find((status) => counts[status] > 0);
  return {
    apiVersion: "tapline/v1",
    kind: "Doctor",
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    aggregator: { version },
    outcome: worst ?? "ok",
    counts,
    items: items.map(itemOf),
  };
}

function itemOf(item: CheckedItem): DoctorDocument["items"][number] {
  const { check, subject, status, found, advice, commands, details } = item;
  return {
    ...{ check, subject, status },
    found: reasonIn("en", found),
    because: found,
    remedy: advice === null ? null : { text: reasonIn("en", advice), because: advice, commands },
    ...(details === undefined ? {} : { details }),
  };
}
