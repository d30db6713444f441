import { type Reason, reason } from "../../../proto/reasons/index.ts";
import { logText } from "../../../proto/reasons/reasoned-error.ts";
import type { Plan } from "../../evidence/plan.ts";
import type { ChassisBehind, ControlPlaneRow, NorthboundDifference } from "../../evidence/rows.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import type { Recorder } from "../recorder.ts";
import { notSynced } from "./database-rows.ts";
import { northboundDifferences } from "./northbound-lag.ts";

/**
 * Looks at how far the southbound and the chassis follow, twice: what is carried over while a
 * diagnosis runs was only on its way.
 */
export function watchControlPlane(
  inventory: Inventory,
  plan: Plan,
): { readonly record: (recorder: Recorder) => void } {
  const problem = problemOf(inventory);
  const startedMs = performance.now();
  const before = problem === null ? glance(inventory, plan) : null;
  return {
    record: (recorder) => {
      const body = { kind: "row", name: "control-plane" } as const;
      const later = problem ?? problemOf(inventory);
      if (before === null || later !== null) {
        recorder.failed(
          null,
          { ...body, data: null },
          later ?? reason("DATABASES_NOT_IN_SYNC", {}),
        );
        return;
      }
      const watchedMs = Math.round(performance.now() - startedMs);
      const data = compared(inventory, before, glance(inventory, plan), watchedMs);
      recorder.ok(null, { ...body, data });
    },
  };
}

function problemOf(inventory: Inventory): Reason | null {
  return notSynced(inventory, "ovn-northbound") ?? notSynced(inventory, "ovn-southbound");
}

interface Glance {
  readonly wanted: number | null;
  readonly carriedOver: number | null;
  readonly southboundWants: number | null;
  readonly differences: readonly NorthboundDifference[];
  /** Numbers that the chassis of each node of the path have reported. */
  readonly reported: ReadonlyMap<string, number>;
}

function glance(inventory: Inventory, plan: Plan): Glance {
  const { northbound, southbound } = inventory;
  const reported = new Map<string, number>();
  for (const node of new Set([plan.source.node, plan.destination.node])) {
    const [chassis] = southbound.chassisOfHostname(node ?? "");
    const progress = chassis === undefined ? null : southbound.progressOf(chassis);
    if (node !== null && progress !== null) reported.set(node, progress.nbCfg);
  }
  const global = northbound.global();
  return {
    wanted: global?.nbCfg ?? null,
    carriedOver: global?.sbCfg ?? null,
    southboundWants: southbound.global()?.nbCfg ?? null,
    differences: northboundDifferences(inventory, plan),
    reported,
  };
}

function compared(
  { southbound }: Inventory,
  before: Glance,
  after: Glance,
  watchedMs: number,
): ControlPlaneRow {
  const wanted = before.southboundWants;
  const behind = [...after.reported].flatMap(([node, reported]): ChassisBehind[] =>
    wanted !== null && reported < wanted ? [{ node, reported, wanted }] : [],
  );
  const key = ({ role, kind, detail }: NorthboundDifference): string =>
    `${role} ${kind} ${logText(detail)}`;
  const earlier = new Set(before.differences.map(key));
  return {
    wanted: before.wanted,
    carriedOver: after.carriedOver,
    northdVersion: southbound.global()?.options.get("northd_internal_version") ?? null,
    watchedMs,
    differences: after.differences.filter((one) => earlier.has(key(one))),
    behind,
  };
}
