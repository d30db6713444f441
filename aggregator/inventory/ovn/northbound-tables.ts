import { defineTable } from "../../../lib/ovsdb/define-table.ts";
import type { OvsdbRow } from "../../../lib/ovsdb/row.ts";
import { canonicalIps } from "../ip-address.ts";
import { type LogicalAddress, parseLogicalAddress } from "./logical-address.ts";
import type * as rows from "./northbound-rows.ts";

/** What is mirrored of the northbound, and under which keys rows are found. */
export const northboundTables = {
  switchPorts: defineTable({
    table: "Logical_Switch_Port",
    columns: [
      "name",
      "type",
      "addresses",
      "dynamic_addresses",
      "port_security",
      "enabled",
      "up",
      "tag",
      "parent_name",
      "options",
      "external_ids",
    ],
    project: (row): rows.LogicalSwitchPort => ({
      uuid: row.uuid,
      name: row.string("name"),
      type: row.string("type"),
      addresses: portAddresses(row),
      portSecurity: row.strings("port_security").map(parseLogicalAddress),
      enabled: row.optionalBoolean("enabled"),
      up: row.optionalBoolean("up"),
      tag: row.optionalNumber("tag"),
      parentName: row.optionalString("parent_name"),
      options: row.map("options"),
      externalIds: row.map("external_ids"),
    }),
    indexes: {
      name: (port) => [port.name],
      ip: (port) => port.addresses.flatMap((address) => address.ips),
      mac: (port) => port.addresses.flatMap(({ mac }) => (mac === null ? [] : [mac])),
      virtualIp: (port) => canonicalIps((port.options.get("virtual-ip") ?? "").split(",")),
      allowedIp: (port) => allowedIps(port),
      pod: (port) => optionalKey(port.externalIds.get("pod")),
      routerPort: (port) => optionalKey(port.options.get("router-port")),
    },
  }),
  switches: defineTable({
    table: "Logical_Switch",
    columns: [
      "name",
      "ports",
      "acls",
      "load_balancer",
      "load_balancer_group",
      "other_config",
      "external_ids",
    ],
    project: (row): rows.LogicalSwitch => ({
      uuid: row.uuid,
      name: row.string("name"),
      ports: row.strings("ports"),
      acls: row.strings("acls"),
      loadBalancers: row.strings("load_balancer"),
      loadBalancerGroups: row.strings("load_balancer_group"),
      otherConfig: row.map("other_config"),
      externalIds: row.map("external_ids"),
    }),
    indexes: {
      name: (one) => [one.name],
      port: (one) => one.ports,
      acl: (one) => one.acls,
    },
  }),
  routers: defineTable({
    table: "Logical_Router",
    columns: [
      "name",
      "enabled",
      "ports",
      "policies",
      "static_routes",
      "nat",
      "load_balancer",
      "options",
      "external_ids",
    ],
    project: (row): rows.LogicalRouter => ({
      uuid: row.uuid,
      name: row.string("name"),
      enabled: row.optionalBoolean("enabled"),
      ports: row.strings("ports"),
      policies: row.strings("policies"),
      staticRoutes: row.strings("static_routes"),
      nats: row.strings("nat"),
      loadBalancers: row.strings("load_balancer"),
      options: row.map("options"),
      externalIds: row.map("external_ids"),
    }),
    indexes: { name: (router) => [router.name], port: (router) => router.ports },
  }),
  routerPorts: defineTable({
    table: "Logical_Router_Port",
    columns: [
      "name",
      "mac",
      "networks",
      "peer",
      "enabled",
      "gateway_chassis",
      "ha_chassis_group",
      "options",
      "external_ids",
    ],
    project: (row): rows.LogicalRouterPort => ({
      uuid: row.uuid,
      name: row.string("name"),
      mac: row.string("mac").toLowerCase(),
      networks: row.strings("networks"),
      peer: row.optionalString("peer"),
      enabled: row.optionalBoolean("enabled"),
      gatewayChassis: row.strings("gateway_chassis"),
      haChassisGroup: row.optionalString("ha_chassis_group"),
      options: row.map("options"),
      externalIds: row.map("external_ids"),
    }),
    indexes: { name: (port) => [port.name] },
  }),
  acls: defineTable({
    table: "ACL",
    columns: [
      "name",
      "direction",
      "priority",
      "tier",
      "match",
      "action",
      "log",
      "options",
      "external_ids",
    ],
    project: (row): rows.Acl => ({
      uuid: row.uuid,
      name: row.optionalString("name"),
      direction: row.string("direction") === "from-lport" ? "from-lport" : "to-lport",
      priority: row.number("priority"),
      tier: row.number("tier"),
      match: row.string("match"),
      action: row.string("action"),
      isAppliedAfterLb: row.map("options").get("apply-after-lb") === "true",
      isLogged: row.optionalBoolean("log") === true,
      externalIds: row.map("external_ids"),
    }),
    indexes: { prefix: (acl) => [acl.uuid.slice(0, 8)] },
  }),
  portGroups: defineTable({
    table: "Port_Group",
    columns: ["name", "ports", "acls", "external_ids"],
    project: (row): rows.PortGroup => ({
      uuid: row.uuid,
      name: row.string("name"),
      ports: row.strings("ports"),
      acls: row.strings("acls"),
      externalIds: row.map("external_ids"),
    }),
    indexes: {
      name: (group) => [group.name],
      port: (group) => group.ports,
      acl: (group) => group.acls,
    },
  }),
  addressSets: defineTable({
    table: "Address_Set",
    columns: ["name", "addresses", "external_ids"],
    project: (row): rows.AddressSet => ({
      uuid: row.uuid,
      name: row.string("name"),
      addresses: row.strings("addresses"),
      externalIds: row.map("external_ids"),
    }),
    indexes: { name: (set) => [set.name] },
  }),
  loadBalancers: defineTable({
    table: "Load_Balancer",
    columns: [
      "name",
      "protocol",
      "vips",
      "health_check",
      "ip_port_mappings",
      "options",
      "external_ids",
    ],
    project: (row): rows.LoadBalancer => ({
      uuid: row.uuid,
      name: row.string("name"),
      protocol: row.optionalString("protocol") ?? "tcp",
      vips: row.map("vips"),
      healthChecks: row.strings("health_check"),
      ipPortMappings: row.map("ip_port_mappings"),
      options: row.map("options"),
      externalIds: row.map("external_ids"),
    }),
    indexes: {
      name: (balancer) => [balancer.name],
      vip: (balancer) => [...balancer.vips.keys()],
    },
  }),
  healthChecks: defineTable({
    table: "Load_Balancer_Health_Check",
    columns: ["vip", "options"],
    project: (row): rows.LoadBalancerHealthCheck => ({
      uuid: row.uuid,
      vip: row.string("vip"),
      options: row.map("options"),
    }),
    indexes: {},
  }),
  staticRoutes: defineTable({
    table: "Logical_Router_Static_Route",
    columns: ["ip_prefix", "nexthop", "policy", "output_port", "route_table", "external_ids"],
    project: (row): rows.LogicalRouterStaticRoute => ({
      uuid: row.uuid,
      ipPrefix: row.string("ip_prefix"),
      nexthop: row.string("nexthop"),
      policy: row.optionalString("policy") === "src-ip" ? "src-ip" : "dst-ip",
      outputPort: row.optionalString("output_port"),
      routeTable: row.string("route_table"),
      externalIds: row.map("external_ids"),
    }),
    indexes: {},
  }),
  routerPolicies: defineTable({
    table: "Logical_Router_Policy",
    columns: ["priority", "match", "action", "nexthop", "nexthops", "external_ids"],
    project: (row): rows.LogicalRouterPolicy => ({
      uuid: row.uuid,
      priority: row.number("priority"),
      match: row.string("match"),
      action: row.string("action"),
      // Kube-OVN 1.13 writes an empty text where there is none.
      nexthops: [...new Set([...row.strings("nexthops"), ...row.strings("nexthop")])].filter(
        (ip) => ip !== "",
      ),
      externalIds: row.map("external_ids"),
    }),
    indexes: { prefix: (policy) => [policy.uuid.slice(0, 8)] },
  }),
  nats: defineTable({
    table: "NAT",
    columns: ["type", "external_ip", "logical_ip", "logical_port", "external_mac"],
    project: (row): rows.Nat => ({
      uuid: row.uuid,
      type: row.string("type"),
      externalIp: row.string("external_ip"),
      logicalIp: row.string("logical_ip"),
      logicalPort: row.optionalString("logical_port"),
      externalMac: row.optionalString("external_mac"),
    }),
    indexes: {},
  }),
  gatewayChassis: defineTable({
    table: "Gateway_Chassis",
    columns: ["name", "chassis_name", "priority"],
    project: (row): rows.GatewayChassis => ({
      uuid: row.uuid,
      name: row.string("name"),
      chassisName: row.string("chassis_name"),
      priority: row.number("priority"),
    }),
    indexes: {},
  }),
  globals: defineTable({
    table: "NB_Global",
    columns: [
      "nb_cfg",
      "sb_cfg",
      "hv_cfg",
      "nb_cfg_timestamp",
      "sb_cfg_timestamp",
      "hv_cfg_timestamp",
      "options",
      "external_ids",
    ],
    project: (row): rows.NbGlobal => ({
      uuid: row.uuid,
      nbCfg: row.number("nb_cfg"),
      sbCfg: row.number("sb_cfg"),
      hvCfg: row.number("hv_cfg"),
      nbCfgTimestamp: row.number("nb_cfg_timestamp"),
      sbCfgTimestamp: row.number("sb_cfg_timestamp"),
      hvCfgTimestamp: row.number("hv_cfg_timestamp"),
      options: row.map("options"),
      externalIds: row.map("external_ids"),
    }),
    indexes: {},
  }),
} as const;

function portAddresses(row: OvsdbRow): readonly LogicalAddress[] {
  const dynamic = row.optionalString("dynamic_addresses");
  return row
    .strings("addresses")
    .map((text) => parseLogicalAddress(text))
    .map((address) =>
      address.keyword === "dynamic" && dynamic !== null ? parseLogicalAddress(dynamic) : address,
    );
}

/**
 * What a port may send from besides its own addresses: OVN's `port_security`, and what Kube-OVN
 * notes of a pod's `vips` and `aaps` where it sets none.
 */
function allowedIps({ portSecurity, externalIds }: rows.LogicalSwitchPort): readonly string[] {
  const secured = portSecurity.flatMap(({ ips }) => ips);
  const noted = canonicalIps((externalIds.get("vips") ?? "").split(","));
  return [...new Set([...secured, ...noted])];
}

function optionalKey(key: string | undefined): readonly string[] {
  return key === undefined ? [] : [key];
}
