import { type Reason, reason } from "../../../proto/reasons/index.ts";
import type { Inventory } from "../../inventory/inventory.ts";

/** Why a database's contents are not to be trusted; null when they are. */
export function notSynced(inventory: Inventory, name: string): Reason | null {
  const health = inventory.health().find((source) => source.name === name);
  if (health === undefined || health.status === "ok") return null;
  const { status, since, reason: why } = health;
  return reason("SOURCE_NOT_CURRENT", { source: name, status, since: since.toISOString(), why });
}
