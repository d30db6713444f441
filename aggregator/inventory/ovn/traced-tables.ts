import type { CountedTable } from "../../../lib/ovsdb/change-counter.ts";

/**
 * What ovn-trace reads of the southbound (`read_db` and `get_lb_vip_data` in OVN's
 * utilities/ovn-trace.c, the same tables from 22.12 to 26.03). Columns that change without any
 * effect on a trace are left out: timestamps, and which chassis has a port.
 */
export const tracedTables: readonly CountedTable[] = [
  // From 25.09 on the northbound row is in columns of its own.
  { table: "Datapath_Binding", columns: ["tunnel_key", "external_ids", "nb_uuid", "type"] },
  {
    table: "Port_Binding",
    columns: [
      "logical_port",
      "type",
      "datapath",
      "tunnel_key",
      "options",
      "external_ids",
      "port_security",
    ],
  },
  { table: "Multicast_Group", columns: ["datapath", "name", "tunnel_key", "ports"] },
  { table: "Address_Set", columns: ["name", "addresses"] },
  { table: "Port_Group", columns: ["name", "ports"] },
  { table: "DHCP_Options", columns: ["name", "code", "type"] },
  { table: "DHCPv6_Options", columns: ["name", "code", "type"] },
  {
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
  },
  { table: "Logical_DP_Group", columns: ["datapaths"] },
  { table: "MAC_Binding", columns: ["logical_port", "ip", "mac", "datapath"] },
  { table: "FDB", columns: ["mac", "dp_key", "port_key"] },
  { table: "Load_Balancer", columns: ["name", "vips"] },
];
