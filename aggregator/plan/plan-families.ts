import { isIP } from "node:net";
import { type Reason, reason } from "../../proto/reasons/index.ts";
import type { Plan } from "../evidence/plan.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { type Family, familyOf } from "./family.ts";
import { makePlan } from "./plan.ts";
import { PlanError } from "./plan-error.ts";
import type { ProbeIdentifiers } from "./probe-identifiers.ts";
import type { DiagnosisRequest } from "./request.ts";

/**
 * A plan for each IP version that both ends have, IPv4 first; one alone where the request, or an
 * address in it, says which.
 *
 * @throws {EndpointError | PlanError} as `makePlan`, when no version can be planned.
 */
export function planFamilies(
  inventory: Inventory,
  request: DiagnosisRequest,
  identifiers: ProbeIdentifiers,
): readonly Plan[] {
  const asked = request.family ?? familyOfEnds(request);
  const planFor = (family: Family | null): Plan =>
    makePlan(inventory, { ...request, family }, identifiers);
  if (asked !== null) return [planFor(asked)];
  const first = planFor(null);
  const other: Family = familyOf(first.source.ip) === 4 ? 6 : 4;
  try {
    const second = planFor(other);
    // A pod without addresses gives the same plan, whatever is asked for.
    return first.source.ip === second.source.ip ? [first] : [first, second];
  } catch (thrown) {
    if (!(thrown instanceof PlanError) || thrown.type.code !== "NO_COMMON_FAMILY") throw thrown;
    const { sourceIps, destinationIps } = thrown.type.args;
    return [{ ...first, notDiagnosed: whyNot(other, sourceIps, destinationIps) }];
  }
}

/** The IP version that an address names by itself; null where neither end is an address. */
export function familyOfEnds({
  source,
  destination,
}: Pick<DiagnosisRequest, "source" | "destination">): Family | null {
  const address = [destination, source].find((word) => isIP(word) !== 0);
  return address === undefined ? null : familyOf(address);
}

/** Null when neither end has an address of that version: nobody expects it to work. */
function whyNot(
  family: Family,
  source: readonly string[],
  destination: readonly string[],
): Reason | null {
  const has = (addresses: readonly string[]): boolean =>
    addresses.some((ip) => isIP(ip) === family);
  if (!has(source) && !has(destination)) return null;
  const end = has(source) ? "destination" : "source";
  return reason("FAMILY_NOT_DIAGNOSED", { family, end });
}
