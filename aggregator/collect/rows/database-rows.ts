import {
  bridgeRoles,
  observableRoles,
  type Plan,
  type PlannedEnd,
  type Role,
} from "../../evidence/plan.ts";
import type {
  ChassisRow,
  LogicalPortRow,
  PortBindingRow,
  RouterPortRow,
} from "../../evidence/rows.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import type { LogicalAddress } from "../../inventory/ovn/logical-address.ts";
import type { Chassis, PortBinding } from "../../inventory/ovn/southbound-rows.ts";
import { gatewayPortOf } from "../../plan/underlay.ts";
import { type Collector, isPlaced } from "../collector.ts";
import { addressOwners, macOwners } from "./address-rows.ts";
import { policyRows } from "./policy-rows.ts";
import { notSynced } from "./synced.ts";

/** What the OVN databases hold of both ends; a database that is not synced says nothing. */
export const databaseRowsCollector: Collector = {
  name: "rows/databases",
  gives: [
    ...(["logical-port", "policies", "address-owners", "mac-owners"] as const),
    ...(["port-binding", "chassis"] as const),
  ],
  needs: [],
  phase: "meanwhile",
  isInstant: true,
  applies: isPlaced,
  collect: async ({ inventory, plan, record }) => {
    const northbound = notSynced(inventory, "ovn-northbound");
    const southbound = notSynced(inventory, "ovn-southbound");
    for (const role of observableRoles(plan)) {
      record.row(
        southbound,
        () => chassisRow(inventory, plan, role),
        (data) => ({ kind: "row", role, name: "chassis", data }),
      );
    }
    for (const role of bridgeRoles(plan)) {
      const row = { kind: "row", role } as const;
      record.row(
        northbound,
        () => logicalPortRow(inventory, plan, role),
        (data) => ({ ...row, name: "logical-port", data }),
      );
      record.row(
        northbound,
        () => policyRows(inventory, plan, role),
        (data) => ({ ...row, name: "policies", data }),
      );
      record.row(
        northbound,
        () => addressOwners(inventory, plan, role),
        (data) => ({ ...row, name: "address-owners", data }),
      );
      record.row(
        northbound,
        () => macOwners(inventory, plan, role),
        (data) => ({ ...row, name: "mac-owners", data }),
      );
      record.row(
        southbound,
        () => portBindingRow(inventory, plan, role),
        (data) => ({ ...row, name: "port-binding", data }),
      );
    }
  },
};

function logicalPortRow(inventory: Inventory, plan: Plan, role: Role): LogicalPortRow | null {
  const { northbound } = inventory;
  const row = northbound.logicalPort(plan[role].logicalPort ?? "");
  if (row === null) return null;
  return {
    name: row.name,
    switchName: northbound.switchOf(row)?.name ?? "",
    type: row.type,
    addresses: row.addresses.map(addressText),
    portSecurity: row.portSecurity.map(addressText),
    enabled: row.enabled ?? true,
    up: row.up ?? false,
    routerPort: routerPortRow(inventory, plan[role]),
  };
}

function routerPortRow(inventory: Inventory, end: PlannedEnd): RouterPortRow | null {
  const { northbound } = inventory;
  const port =
    end.leaving === undefined
      ? gatewayPortOf(inventory, end.switchName)
      : northbound.routerPort(end.leaving.routerPort);
  if (port === null) return null;
  const router = northbound.routerOf(port)?.name ?? "";
  return { name: port.name, router, enabled: port.enabled ?? true };
}

function addressText(address: LogicalAddress): string {
  return [address.mac ?? address.keyword ?? "", ...address.ips].join(" ").trim();
}

function portBindingRow(inventory: Inventory, plan: Plan, role: Role): PortBindingRow | null {
  const { southbound } = inventory;
  const { leaving, logicalPort } = plan[role];
  const row = southbound.portBinding(leaving?.redirect ?? logicalPort ?? "");
  if (row === null) return null;
  const chassis = southbound.chassisOf(row);
  return {
    logicalPort: row.logicalPort,
    chassis: chassis?.name ?? null,
    chassisNode: chassis?.hostname ?? null,
    up: row.up ?? false,
    ...migrationOf(inventory, row),
    tunnelKey: row.tunnelKey,
    datapathKey: southbound.datapath(row.datapath)?.tunnelKey ?? 0,
  };
}

/** ovn-controller lists the chassis where it is done in `additional-chassis-activated`. */
function migrationOf(
  { southbound }: Inventory,
  row: PortBinding,
): Pick<PortBindingRow, "migration"> {
  const chassis = southbound.additionalChassisOf(row);
  if (chassis.length === 0) return {};
  const strategy = row.options.get("activation-strategy") ?? null;
  const activated = (row.options.get("additional-chassis-activated") ?? "").split(",");
  const waiting = strategy === null ? [] : chassis.filter(({ name }) => !activated.includes(name));
  const nodes = chassis.map(({ hostname }) => hostname);
  return {
    migration: { nodes, strategy, waiting: waiting.map(({ hostname }) => hostname) },
  };
}

function chassisRow(inventory: Inventory, plan: Plan, role: Role): ChassisRow | null {
  const { southbound, northbound } = inventory;
  const { node, logicalPort } = plan[role];
  const ofNode = southbound.chassisOfHostname(node ?? "").filter(isOwn);
  // A node that came back with another system-id has two: the one that has the port is its own.
  const bound = southbound.portBinding(logicalPort ?? "")?.chassis ?? null;
  const row = ofNode.find(({ uuid }) => uuid === bound) ?? ofNode[0];
  if (row === undefined) return null;
  return {
    name: row.name,
    hostname: row.hostname,
    encaps: southbound.encapsOf(row).map(({ type, ip }) => ({ type, ip })),
    sharing: sharingChassis(inventory, node ?? ""),
    nbCfg: southbound.progressOf(row)?.nbCfg ?? null,
    nbCfgWanted: northbound.global()?.nbCfg ?? null,
  };
}

/** Not a gateway of another availability zone, of which ovn-ic(8) puts a copy here. */
function isOwn({ otherConfig }: Chassis): boolean {
  return otherConfig.get("is-remote") !== "true";
}

/** Every chassis that has the node's name or one of its addresses. */
function sharingChassis(
  { southbound, kubernetes }: Inventory,
  node: string,
): NonNullable<ChassisRow["sharing"]> {
  const named = southbound.chassisOfHostname(node).filter(isOwn);
  const addresses = [
    ...(kubernetes.node(node)?.internalIPs ?? []),
    ...named.flatMap((one) => southbound.encapIps(one)),
  ];
  const all = [...named, ...addresses.flatMap((ip) => southbound.chassisWithEncapIp(ip))];
  return [...new Set(all)].filter(isOwn).map((one) => {
    return { name: one.name, hostname: one.hostname, ips: southbound.encapIps(one) };
  });
}
