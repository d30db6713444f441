import { allOf, type Reason, reason } from "../../../proto/reasons/index.ts";
import type { AddressClaimRow, AddressClaimsRow } from "../../evidence/rows.ts";

/**
 * What every source says of an address, one after the other.
 *
 * @param answered MACs that were seen to answer for it.
 * @param flows ports to which a router's flows lead; empty where none routes.
 */
export function toldClaims(
  row: AddressClaimsRow,
  answered: readonly string[],
  flows: readonly string[],
): Reason | null {
  const claimed = [...row.claims.flatMap((claim) => toldClaim(row, claim) ?? []), ...allowed(row)];
  return allOf([
    ...(claimed.length === 0 ? [reason("CLAIM_NOBODY", {})] : claimed),
    ...(flows.length === 0 ? [] : [reason("CLAIM_FLOWS", { ports: [...flows] })]),
    ...(answered.length === 0 ? [reason("CLAIM_SILENCE", {})] : []),
    ...answered.map((mac) => reason("CLAIM_ANSWERED", { mac, ports: portsOf(row, mac) })),
    ...(row.notRead.length === 0 ? [] : [reason("CLAIMS_NOT_READ", { kinds: [...row.notRead] })]),
  ]);
}

/** Of a claim that was learnt, by a router or for a virtual port; null for what was declared. */
export function learntOf(row: AddressClaimsRow, claim: AddressClaimRow): Reason | null {
  const { source, port } = claim;
  if (source === "virtual_parent") return port === null ? null : toldClaim(row, claim);
  return source === "MAC_Binding" ? toldClaim(row, claim) : null;
}

function toldClaim(row: AddressClaimsRow, claim: AddressClaimRow): Reason | null {
  const { name, port, mac, node, ageSeconds } = claim;
  switch (claim.source) {
    case "Vip":
      return reason("CLAIM_VIP", { name, mac });
    case "IP":
      return reason("CLAIM_IP", { name });
    case "addresses":
      return reason("CLAIM_ADDRESSES", { port: name, node });
    case "virtual_parent":
      return reason("CLAIM_VIRTUAL", { name, parents: parentsOf(row, name), parent: port, node });
    case "MAC_Binding": {
      const learnt = { router: name, mac: mac ?? "", port, node, seconds: ageSeconds };
      return reason("CLAIM_LEARNT", learnt);
    }
    case "FDB":
      return reason("CLAIM_FDB", { mac: mac ?? "", port: name });
    case "allowed":
    case "virtual-parents":
      return null; // told together
  }
}

function parentsOf({ claims }: AddressClaimsRow, virtual: string): string[] {
  return claims.flatMap(({ source, name, port }) =>
    source === "virtual-parents" && name === virtual ? (port ?? []) : [],
  );
}

function allowed({ claims }: AddressClaimsRow): Reason[] {
  const ports = claims.flatMap(({ source, name }) => (source === "allowed" ? [name] : []));
  return ports.length === 0 ? [] : [reason("CLAIM_ALLOWED", { ports })];
}

function portsOf({ answered }: AddressClaimsRow, mac: string): string[] {
  return [...(answered.find((one) => one.mac === mac)?.ports ?? [])];
}
