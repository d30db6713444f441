import { mapEntries, type Row, type Shapes } from "../ovsdb/desired.ts";

const byName = (row: Row): string => String(row.name);
const none = { map: {} };

/** Options of NB_Global that ovn-northd writes by itself (OVN northd/northd.c). */
const northdOptions = new Set([
  "mac_prefix",
  "max_tunid",
  "northd_internal_version",
  "svc_monitor_mac",
]);

/** VPCs may have Subnets with the same addresses: what is allowed to those is of one Subnet. */
export function policyKey(priority: number, match: string, subnet: string | undefined): string {
  return [priority, match, ...(priority === 31_000 ? [subnet] : [])].join(" ");
}

function entry(row: Row, key: string): string | undefined {
  return mapEntries(row.external_ids).find(([name]) => name === key)?.[1];
}

/** Which tables and columns of OVN_Northbound the lab declares (ovn-nb(5)). */
export const northboundShapes: Shapes = {
  NB_Global: {
    root: false, // one row, which ovn-northd keeps
    keyOf: () => "global",
    defaults: { options: none, external_ids: none, connections: [], ssl: [], ipsec: false },
    foreignKey: (column, key) => column === "options" && northdOptions.has(key),
  },
  Logical_Switch: {
    root: true,
    keyOf: byName,
    defaults: {
      name: "",
      ports: { table: "Logical_Switch_Port", keys: [] },
      acls: { table: "ACL", keys: [] },
      load_balancer: { table: "Load_Balancer", keys: [] },
      load_balancer_group: [],
      qos_rules: [],
      dns_records: [],
      forwarding_groups: [],
      copp: [],
      other_config: none,
      external_ids: none,
    },
  },
  Logical_Switch_Port: {
    root: false,
    keyOf: byName,
    defaults: {
      name: "",
      type: "",
      addresses: [],
      port_security: [],
      options: none,
      external_ids: none,
      enabled: [],
      parent_name: [],
      tag: [],
      tag_request: [],
      dhcpv4_options: [],
      dhcpv6_options: [],
      mirror_rules: [],
      ha_chassis_group: [],
    },
  },
  Logical_Router: {
    root: true,
    keyOf: byName,
    defaults: {
      name: "",
      ports: { table: "Logical_Router_Port", keys: [] },
      static_routes: { table: "Logical_Router_Static_Route", keys: [] },
      policies: { table: "Logical_Router_Policy", keys: [] },
      nat: { table: "NAT", keys: [] },
      load_balancer: { table: "Load_Balancer", keys: [] },
      load_balancer_group: [],
      copp: [],
      enabled: [],
      options: none,
      external_ids: none,
    },
  },
  Logical_Router_Port: {
    root: false,
    keyOf: byName,
    defaults: {
      name: "",
      mac: "",
      networks: [],
      enabled: [],
      peer: [],
      gateway_chassis: { table: "Gateway_Chassis", keys: [] },
      ha_chassis_group: [],
      ipv6_ra_configs: none,
      options: none,
      external_ids: none,
    },
  },
  Logical_Router_Static_Route: {
    root: false,
    keyOf: (row) => `${row.ip_prefix} ${row.nexthop}`,
    defaults: {
      ip_prefix: "",
      nexthop: "",
      route_table: "",
      policy: [],
      output_port: [],
      bfd: [],
      options: none,
      external_ids: none,
    },
  },
  Logical_Router_Policy: {
    root: false,
    keyOf: (row) => policyKey(Number(row.priority), String(row.match), entry(row, "subnet")),
    defaults: {
      priority: 0,
      match: "",
      action: "allow",
      nexthop: [],
      nexthops: [],
      options: none,
      external_ids: none,
    },
  },
  NAT: {
    root: false,
    keyOf: (row) => String(row.external_ip),
    defaults: {
      type: "",
      external_ip: "",
      external_mac: [],
      logical_ip: "",
      logical_port: [],
      external_port_range: "",
      allowed_ext_ips: [],
      exempted_ext_ips: [],
      gateway_port: [],
      options: none,
      external_ids: none,
    },
  },
  Gateway_Chassis: {
    root: false,
    keyOf: byName,
    defaults: { name: "", chassis_name: "", priority: 0, options: none, external_ids: none },
  },
  Load_Balancer: {
    root: true,
    keyOf: byName,
    defaults: {
      name: "",
      vips: none,
      protocol: [],
      health_check: [],
      ip_port_mappings: none,
      selection_fields: [],
      options: none,
      external_ids: none,
    },
  },
  Port_Group: {
    root: true,
    keyOf: byName,
    defaults: {
      name: "",
      ports: { table: "Logical_Switch_Port", keys: [] },
      acls: { table: "ACL", keys: [] },
      external_ids: none,
    },
  },
  Address_Set: {
    root: true,
    keyOf: byName,
    defaults: { name: "", addresses: [], external_ids: none },
  },
  ACL: {
    root: false,
    keyOf: (row) => {
      const parent = mapEntries(row.external_ids).find(([key]) => key === "parent")?.[1];
      return `${parent} ${row.direction} ${row.priority} ${row.match}`;
    },
    defaults: {
      direction: "",
      priority: 0,
      match: "",
      action: "",
      name: [],
      tier: 0,
      log: false,
      severity: [],
      meter: [],
      label: 0,
      options: none,
      external_ids: none,
    },
  },
};
