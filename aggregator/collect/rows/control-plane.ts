import type { Reason } from "../../../proto/reasons/index.ts";
import { logText } from "../../../proto/reasons/reasoned-error.ts";
import type { Plan } from "../../evidence/plan.ts";
import type { ChassisBehind, ControlPlaneRow, NorthboundDifference } from "../../evidence/rows.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import { type Collector, isPlaced, type SecondLook } from "../collector.ts";
import { northboundDifferences } from "./northbound-lag.ts";
import { notSynced } from "./synced.ts";

/**
 * How far the southbound and the chassis follow, looked at twice: what is carried over while a
 * diagnosis runs was only on its way.
 */
export const controlPlaneCollector: Collector = {
  name: "rows/control-plane",
  gives: ["control-plane"],
  needs: [],
  phase: "meanwhile",
  until: "end",
  applies: isPlaced,
  collect: async ({ inventory, plan, record }): Promise<SecondLook> => {
    const problem = problemOf(inventory);
    const startedMs = performance.now();
    const before = problem === null ? glance(inventory, plan) : null;
    return async () =>
      record.row(
        before === null ? problem : problemOf(inventory),
        () => {
          const watchedMs = Math.round(performance.now() - startedMs);
          const after = glance(inventory, plan);
          return before === null ? null : compared(inventory, before, after, watchedMs);
        },
        (data) => ({ kind: "row", name: "control-plane", data }),
      );
  },
};

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
