import { reason } from "../../proto/reasons/index.ts";
import { PlanError } from "./plan-error.ts";

/** IP versions, as `--family` names them. */
export type Family = 4 | 6;

export function familyOf(ip: string): Family {
  return ip.includes(":") ? 6 : 4;
}

export interface Addressed {
  readonly name: string;
  readonly ips: readonly string[];
}

/**
 * An address of each end of one family: IPv4 where both have it, else IPv6.
 *
 * @param wanted the only family that will do; null for any.
 * @throws {PlanError} NO_COMMON_FAMILY.
 */
export function commonFamily(
  from: Addressed,
  to: Addressed,
  wanted: Family | null = null,
): [string, string] {
  const families: readonly Family[] = wanted === null ? [4, 6] : [wanted];
  for (const family of families) {
    const source = from.ips.find((ip) => familyOf(ip) === family);
    const destination = to.ips.find((ip) => familyOf(ip) === family);
    if (source !== undefined && destination !== undefined) return [source, destination];
  }
  const ends = { source: from.name, destination: to.name, family: wanted };
  const ips = { sourceIps: from.ips, destinationIps: to.ips };
  throw new PlanError(reason("NO_COMMON_FAMILY", { ...ends, ...ips }));
}
