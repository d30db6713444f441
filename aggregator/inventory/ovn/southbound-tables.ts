import type { TableSource } from "../../../lib/ovsdb/define-table.ts";
import { defineTable } from "../../../lib/ovsdb/define-table.ts";
import type { MirrorTable } from "../../../lib/ovsdb/mirror-table.ts";
import { canonicalIp } from "../ip-address.ts";
import type * as rows from "./southbound-rows.ts";

/** ovn-controller may be this many removed rows behind us before a cookie counts as unknown. */
const rememberRemoved = 4_096;

const prefixOf = (row: { readonly uuid: string }): readonly string[] => [row.uuid.slice(0, 8)];

/** Where a router chooses the next hop, in OVN 22.12 to 26.03. */
const routingStage = /^lr_in_(ip_routing|policy)(_pre|_ecmp)?$/;

/** A table that is mirrored for its cookies only; one small column, so that rows are announced. */
function cookieTable(
  table: string,
  column: string,
): TableSource<MirrorTable<rows.CookieRow, "prefix">> {
  return defineTable({
    table,
    columns: [column],
    project: (row): rows.CookieRow => ({ uuid: row.uuid }),
    indexes: { prefix: prefixOf },
    rememberRemoved,
  });
}

/** What is mirrored of the southbound, and under which keys rows are found. */
export const southboundTables = {
  portBindings: defineTable({
    table: "Port_Binding",
    columns: [
      "logical_port",
      "type",
      "datapath",
      "tunnel_key",
      "chassis",
      "additional_chassis",
      "requested_chassis",
      "up",
      "mac",
      "port_security",
      "tag",
      "parent_port",
      "virtual_parent",
      "options",
      "external_ids",
    ],
    project: (row): rows.PortBinding => ({
      uuid: row.uuid,
      logicalPort: row.string("logical_port"),
      type: row.string("type"),
      datapath: row.string("datapath"),
      tunnelKey: row.number("tunnel_key"),
      chassis: row.optionalString("chassis"),
      additionalChassis: row.strings("additional_chassis"),
      requestedChassis: row.optionalString("requested_chassis"),
      up: row.optionalBoolean("up"),
      mac: row.strings("mac"),
      portSecurity: row.strings("port_security"),
      tag: row.optionalNumber("tag"),
      parentPort: row.optionalString("parent_port"),
      virtualParent: row.optionalString("virtual_parent"),
      options: row.map("options"),
      externalIds: row.map("external_ids"),
    }),
    indexes: {
      name: (port) => [port.logicalPort],
      prefix: prefixOf,
      tunnelKey: (port) => [`${port.datapath} ${port.tunnelKey}`],
      chassis: (port) => (port.chassis === null ? [] : [port.chassis]),
    },
    rememberRemoved,
    watched: (port) => port.chassis ?? "",
  }),
  chassis: defineTable({
    table: "Chassis",
    columns: ["name", "hostname", "encaps", "other_config", "external_ids"],
    project: (row): rows.Chassis => ({
      uuid: row.uuid,
      name: row.string("name"),
      hostname: row.string("hostname"),
      encaps: row.strings("encaps"),
      otherConfig: row.map("other_config"),
      externalIds: row.map("external_ids"),
    }),
    indexes: {
      name: (chassis) => [chassis.name],
      hostname: (chassis) => [chassis.hostname],
      prefix: prefixOf,
    },
    rememberRemoved,
    watched: (chassis) => chassis.hostname,
  }),
  chassisPrivate: defineTable({
    table: "Chassis_Private",
    columns: ["name", "nb_cfg", "nb_cfg_timestamp"],
    project: (row): rows.ChassisPrivate => ({
      uuid: row.uuid,
      name: row.string("name"),
      nbCfg: row.number("nb_cfg"),
      nbCfgTimestamp: row.number("nb_cfg_timestamp"),
    }),
    indexes: { name: (chassis) => [chassis.name] },
  }),
  encaps: defineTable({
    table: "Encap",
    columns: ["chassis_name", "ip", "type", "options"],
    project: (row): rows.Encap => ({
      uuid: row.uuid,
      chassisName: row.string("chassis_name"),
      ip: canonicalIp(row.string("ip")) ?? row.string("ip"),
      type: row.string("type"),
      options: row.map("options"),
    }),
    indexes: { ip: (encap) => [encap.ip] },
  }),
  datapaths: defineTable({
    table: "Datapath_Binding",
    columns: ["tunnel_key", "external_ids"],
    project: (row): rows.DatapathBinding => {
      const ids = row.map("external_ids");
      return {
        uuid: row.uuid,
        tunnelKey: row.number("tunnel_key"),
        name: ids.get("name") ?? "",
        logicalSwitch: ids.get("logical-switch") ?? null,
        logicalRouter: ids.get("logical-router") ?? null,
      };
    },
    indexes: {
      tunnelKey: (datapath) => [String(datapath.tunnelKey)],
      northbound: (datapath) => [datapath.logicalSwitch ?? datapath.logicalRouter ?? ""],
      prefix: prefixOf,
    },
    rememberRemoved,
  }),
  datapathGroups: defineTable({
    table: "Logical_DP_Group",
    columns: ["datapaths"],
    project: (row): rows.DatapathGroup => ({
      uuid: row.uuid,
      datapaths: row.strings("datapaths"),
    }),
    indexes: {},
  }),
  logicalFlows: defineTable({
    table: "Logical_Flow",
    columns: [
      "logical_datapath",
      "logical_dp_group",
      "pipeline",
      "table_id",
      "priority",
      "match",
      "actions",
      "external_ids",
    ],
    project: (row): rows.LogicalFlow => {
      const externalIds = row.map("external_ids");
      return {
        uuid: row.uuid,
        logicalDatapath: row.optionalString("logical_datapath"),
        logicalDpGroup: row.optionalString("logical_dp_group"),
        pipeline: row.string("pipeline") === "ingress" ? "ingress" : "egress",
        tableId: row.number("table_id"),
        priority: row.number("priority"),
        match: row.string("match"),
        actions: row.string("actions"),
        stageName: externalIds.get("stage-name") ?? "",
        stageHint: externalIds.get("stage-hint") ?? null,
        externalIds,
      };
    },
    indexes: {
      prefix: prefixOf,
      // Of the many others none is asked for by its stage.
      routing: ({ stageName, logicalDatapath, logicalDpGroup }) =>
        routingStage.test(stageName) ? [`${stageName} ${logicalDatapath ?? logicalDpGroup}`] : [],
    },
    rememberRemoved,
  }),
  macBindings: defineTable({
    table: "MAC_Binding",
    columns: ["logical_port", "ip", "mac", "datapath", "timestamp"],
    project: (row): rows.MacBinding => ({
      uuid: row.uuid,
      logicalPort: row.string("logical_port"),
      ip: canonicalIp(row.string("ip")) ?? row.string("ip"),
      mac: row.string("mac").toLowerCase(),
      datapath: row.string("datapath"),
      timestamp: row.number("timestamp"),
    }),
    indexes: { ip: (binding) => [binding.ip], prefix: prefixOf },
    rememberRemoved,
  }),
  multicastGroups: cookieTable("Multicast_Group", "tunnel_key"),
  loadBalancers: cookieTable("Load_Balancer", "name"),
  fdb: defineTable({
    table: "FDB",
    columns: ["mac", "dp_key", "port_key"],
    project: (row): rows.LearntPort => ({
      uuid: row.uuid,
      mac: row.string("mac").toLowerCase(),
      datapathKey: row.number("dp_key"),
      portKey: row.number("port_key"),
    }),
    indexes: { mac: (one) => [one.mac], prefix: prefixOf },
    rememberRemoved,
  }),
  staticMacBindings: cookieTable("Static_MAC_Binding", "ip"),
  ecmpNexthops: cookieTable("ECMP_Nexthop", "nexthop"),
  serviceMonitors: defineTable({
    table: "Service_Monitor",
    columns: ["ip", "port", "protocol", "logical_port", "status"],
    project: (row): rows.ServiceMonitor => ({
      uuid: row.uuid,
      ip: canonicalIp(row.string("ip")) ?? row.string("ip"),
      port: row.number("port"),
      protocol: row.optionalString("protocol") ?? "tcp",
      logicalPort: row.string("logical_port"),
      status: row.optionalString("status") ?? "",
    }),
    indexes: { ip: (monitor) => [monitor.ip] },
  }),
  globals: defineTable({
    table: "SB_Global",
    columns: ["nb_cfg", "options"],
    project: (row): rows.SbGlobal => ({
      uuid: row.uuid,
      nbCfg: row.number("nb_cfg"),
      options: row.map("options"),
    }),
    indexes: {},
  }),
} as const;
