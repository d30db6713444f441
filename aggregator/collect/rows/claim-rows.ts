import { macsClaiming } from "../../correlation/join/address-answers.ts";
import type { HeldAddress, Plan } from "../../evidence/plan.ts";
import type { AddressClaimsRow } from "../../evidence/rows.ts";
import { addressClaims, portsWithMac } from "../../inventory/endpoints/claims.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import { type CollectContext, type Collector, isPlaced } from "../collector.ts";
import { notSynced } from "./synced.ts";

/** Who holds an address that no Pod has, according to everything that says something of it. */
export const addressClaimsCollector: Collector = {
  name: "rows/claims",
  gives: ["address-claims"],
  needs: [],
  phase: "meanwhile",
  isInstant: true,
  applies: (plan) => isPlaced(plan) && plan.held !== undefined,
  collect: async ({ inventory, plan, record, taps }) => {
    const { held } = plan;
    if (held === undefined) return;
    const problem =
      notSynced(inventory, "ovn-northbound") ?? notSynced(inventory, "ovn-southbound");
    record.row(
      problem,
      () => claimsRow(inventory, plan, held, taps),
      (data) => ({ kind: "row", name: "address-claims", data }),
    );
  },
};

function claimsRow(
  inventory: Inventory,
  { destination }: Plan,
  { subnet }: HeldAddress,
  taps: CollectContext["taps"],
): AddressClaimsRow {
  const now = Date.now();
  const { northbound } = inventory;
  const logicalSwitch = northbound.logicalSwitch(subnet);
  const ports = logicalSwitch === null ? [] : northbound.portsOf(logicalSwitch);
  return {
    claims: addressClaims(inventory, destination.ip, subnet).map(({ learntAtMs, ...claim }) => ({
      ...claim,
      node: nodeOf(inventory, claim.port),
      ageSeconds: learntAtMs === null ? null : Math.max(0, Math.round((now - learntAtMs) / 1000)),
    })),
    answered: macsClaiming(taps.seen(), destination.ip).map((mac) => ({
      mac,
      ports: portsWithMac(inventory, mac, subnet),
    })),
    takesUnknown: ports.some(
      ({ type, addresses }) =>
        type === "localnet" || addresses.some(({ keyword }) => keyword === "unknown"),
    ),
    notRead: (["Vip", "IP"] as const).filter((kind) => inventory.notRead(kind) !== null),
  };
}

function nodeOf({ southbound }: Inventory, port: string | null): string | null {
  const binding = port === null ? null : southbound.portBinding(port);
  return binding === null ? null : (southbound.chassisOf(binding)?.hostname ?? null);
}
