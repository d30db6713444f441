import { setTimeout as pause } from "node:timers/promises";
import type { ProbeReport } from "../../../proto/wire/probe.ts";
import { backendsOf } from "../../correlation/join/backend.ts";
import { keysOfSeries } from "../../correlation/join/series.ts";
import type { Plan, PlannedBackend } from "../../evidence/plan.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import { pathToBackend } from "../../plan/service-path.ts";
import type { PacketTaps } from "./packet-taps.ts";

/** Taps send what they saw every 50 ms; packets that no tap saw translated never come. */
const settleMs = 300;
const lookEveryMs = 25;

/**
 * The plan for the backend that is to be looked at: the one to which most of the failed probes of a
 * Service went, or, when none failed, most of all probes.
 *
 * @param report what the asked probes came to; null when that is not known.
 */
export async function withBackend(
  inventory: Inventory,
  plan: Plan,
  report: ProbeReport | null,
  taps: PacketTaps,
): Promise<Plan> {
  const { service } = plan;
  if (service === null || service.backends.length < 2 || report === null) return plan;
  const chosen = await settled(plan, report, taps);
  const failed = report.attempts.filter(({ outcome }) => outcome !== "answered");
  const counted = failed.some(({ key }) => chosen.has(key)) ? failed : report.attempts;
  const counts = new Map<string, number>();
  for (const { key } of counted) {
    const ip = chosen.get(key);
    if (ip !== undefined) counts.set(ip, (counts.get(ip) ?? 0) + 1);
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  const backend = service.backends.find(({ ip }) => ip === most?.[0]);
  return backend === undefined ? plan : toBackend(inventory, plan, backend);
}

async function settled(
  plan: Plan,
  report: ProbeReport,
  taps: PacketTaps,
): Promise<Map<number, string>> {
  const planned = plan.series.find(({ name }) => name === "asked");
  const backends = plan.service?.backends.map(({ ip }) => ip) ?? [];
  if (planned === undefined) return new Map();
  const series = keysOfSeries(plan, planned, report);
  const deadline = Date.now() + settleMs;
  for (;;) {
    const chosen = backendsOf(series, backends, taps.seen());
    if (chosen.size >= report.attempts.length || Date.now() >= deadline) return chosen;
    await pause(lookEveryMs);
  }
}

function toBackend(inventory: Inventory, plan: Plan, backend: PlannedBackend): Plan {
  const { source, service, named } = plan;
  if (service === null) return plan;
  const path = pathToBackend(inventory, { near: source, service, named }, backend);
  const destination = path.destination.ip;
  const series = plan.series.map((one) =>
    one.destination === service.ip ? one : { ...one, destination },
  );
  return { ...plan, ...path, series };
}
