import type { AddressClaimRow, AddressClaimsRow } from "../../evidence/rows.ts";
import type { CaseView } from "../../evidence/view.ts";
import type { Row } from "../join/matrix.ts";
import { passesAt } from "../join/neighbour-request.ts";

/**
 * Of an address that no Pod has the sender itself asks who holds it: the pod or, from another
 * Subnet, the router, which keeps the packets meanwhile. The question is flooded and goes the way
 * of the packets, the answer the way back, so what stops is one of these two.
 */
export interface HoldersQuestion {
  /** The last row that the question or its answer passed. */
  readonly last: number;
  /** Whether the router asks at all is not known: it does not while it knows the holder. */
  readonly mayBeKnown: boolean;
}

/**
 * Null where nothing is asked for, or the question passed no point after `from`.
 *
 * @param from the last row that the packets passed; -1 where the pod itself sent none.
 */
export function holdersQuestion(
  view: CaseView,
  rows: readonly Row[],
  from: number,
): HoldersQuestion | null {
  const { held, source, destination } = view.plan;
  if (held === undefined || from > 0) return null;
  const isRouted = source.switchName !== held.subnet;
  // The pod's packets are seen where the router asks, and are not where the pod does.
  if (isRouted !== (from === 0)) return null;
  const known = isRouted ? routerKnows(view) : false;
  if (known === true) return null;
  const router = destination.gatewayIp;
  const askers = new Set(isRouted ? (router === null ? [] : [router]) : source.ips);
  let last: number | null = null;
  for (const [index, row] of rows.entries()) {
    if (index > from && passesAt(row, askers, destination.ip)) last = index;
  }
  return last === null ? null : { last, mayBeKnown: known === null };
}

/** It has learnt who holds it, or a port of its own has it; null where that was not read. */
function routerKnows(view: CaseView): boolean | null {
  const row = view.addressClaims();
  if (!row.known) return null;
  const isPorts = row.value.claims.some(({ source }) => source === "addresses");
  return isPorts || learntByRouter(row.value).length > 0;
}

/**
 * What a router goes by that does not have the address from the northbound. A port of type virtual
 * stands before what it has learnt, and where nobody holds it the router asks (ovn-northd(8)).
 */
export function learntByRouter({ claims }: AddressClaimsRow): readonly AddressClaimRow[] {
  const virtual = claims.filter(({ source }) => source === "virtual_parent");
  if (virtual.length > 0) return virtual.filter(({ port }) => port !== null);
  return claims.filter(({ source }) => source === "MAC_Binding");
}
