import type { Resource } from "../../../proto/documents/v1/diagnosis.ts";
import { type Reason, reason } from "../../../proto/reasons/index.ts";
import { observableRoles, type Plan, type Role } from "../../evidence/plan.ts";
import type { AclRow, ChassisRow, LogicalPortRow, PortBindingRow } from "../../evidence/rows.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import type { LogicalAddress } from "../../inventory/ovn/logical-address.ts";
import type { AttributedAcl } from "../../ovn-language/acl-attribution.ts";
import type { Recorder } from "../recorder.ts";
import { addressOwners } from "./address-rows.ts";
import { policyRows } from "./policy-rows.ts";

/** Records what the OVN databases hold of both ends; a database that is not synced says nothing. */
export function recordRows(inventory: Inventory, plan: Plan, recorder: Recorder): void {
  const northbound = notSynced(inventory, "ovn-northbound");
  const southbound = notSynced(inventory, "ovn-southbound");
  for (const role of observableRoles(plan)) {
    const record = <T>(
      problem: Reason | null,
      read: () => T,
      name: "logical-port" | "policies" | "address-owners" | "port-binding" | "chassis",
    ): void => {
      const body = { kind: "row", name, role } as const;
      const data = problem === null ? read() : null;
      const item = { ...body, data } as Parameters<Recorder["ok"]>[1];
      if (problem === null) recorder.ok(null, item);
      else recorder.failed(null, item, problem);
    };
    record(northbound, () => logicalPortRow(inventory, plan, role), "logical-port");
    record(northbound, () => policyRows(inventory, plan, role), "policies");
    record(northbound, () => addressOwners(inventory, plan, role), "address-owners");
    record(southbound, () => portBindingRow(inventory, plan, role), "port-binding");
    record(southbound, () => chassisRow(inventory, plan, role), "chassis");
  }
}

/** Why a database's contents are not to be trusted; null when they are. */
export function notSynced(inventory: Inventory, name: string): Reason | null {
  const health = inventory.health().find((source) => source.name === name);
  if (health === undefined || health.status === "ok") return null;
  const { status, since, reason: why } = health;
  return reason("SOURCE_NOT_CURRENT", { source: name, status, since: since.toISOString(), why });
}

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
  };
}

function addressText(address: LogicalAddress): string {
  return [address.mac ?? address.keyword ?? "", ...address.ips].join(" ").trim();
}

function portBindingRow(inventory: Inventory, plan: Plan, role: Role): PortBindingRow | null {
  const { southbound } = inventory;
  const row = southbound.portBinding(plan[role].logicalPort ?? "");
  if (row === null) return null;
  const chassis = southbound.chassisOf(row);
  return {
    logicalPort: row.logicalPort,
    chassis: chassis?.name ?? null,
    chassisNode: chassis?.hostname ?? null,
    up: row.up ?? false,
    tunnelKey: row.tunnelKey,
    datapathKey: southbound.datapath(row.datapath)?.tunnelKey ?? 0,
  };
}

function chassisRow(inventory: Inventory, plan: Plan, role: Role): ChassisRow | null {
  const { southbound, northbound } = inventory;
  const [row] = southbound.chassisOfHostname(plan[role].node ?? "");
  if (row === undefined) return null;
  return {
    name: row.name,
    hostname: row.hostname,
    encaps: southbound.encapsOf(row).map(({ type, ip }) => ({ type, ip })),
    nbCfg: southbound.progressOf(row)?.nbCfg ?? null,
    nbCfgWanted: northbound.global()?.nbCfg ?? null,
  };
}

export function aclRow({ acl, policies, isDefaultDeny }: AttributedAcl): AclRow {
  return {
    uuid: acl.uuid,
    name: acl.name ?? "",
    direction: acl.direction,
    priority: acl.priority,
    match: acl.match,
    action: acl.action,
    resources: policies.map(resourceOf),
    isDefaultDeny,
  };
}

export function resourceOf(policy: {
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
}): Resource {
  return { kind: policy.kind, namespace: policy.namespace, name: policy.name };
}
