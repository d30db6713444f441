import type { CodeName } from "../../proto/codes/index.ts";
import type { Found } from "../checks/check.ts";
import { surveyCrosses } from "../correlation/locate/contrast.ts";
import type { Located } from "../correlation/locate/located.ts";
import type { CaseView } from "../evidence/view.ts";
import type { Stop } from "./failure.ts";

/** What stops packets whatever they carry, to whomever: then small echoes stop there as well. */
const stopsEverything: ReadonlySet<CodeName> = new Set<CodeName>([
  "ENCAP_IP_MISMATCH",
  "INTERFACE_DOWN",
  "INTERFACE_DROPS",
  "NODE_NOT_READY",
  "OVS_DOWN",
  "TUNNEL_MISSING",
]);

/**
 * The earliest decisive finding at the failing stage, else the earliest that supports it. Where all
 * that was asked for stops and small echoes pass, it is none that would stop these as well.
 */
export function causeOf(
  view: CaseView,
  located: Located,
  found: readonly Found[],
  stop: Stop | null,
): Found | null {
  if (stop === null || !stop.stage.known) return null;
  const { segment } = stop.stage;
  const isSelective = located.pattern === "all" && surveyCrosses(view, located, segment);
  const fitting = found.filter(
    (one) =>
      one.stage === segment.stage &&
      one.direction === segment.direction &&
      one.weight !== "beside" &&
      !(isSelective && stopsEverything.has(one.code)),
  );
  return fitting.find((one) => one.weight === "decisive") ?? fitting[0] ?? null;
}
