import type { Row, Shapes } from "../ovsdb/desired.ts";

const byName = (row: Row): string => String(row.name);
const byUuid = (row: Row): string => String(row._uuid);
const none = { map: {} };

/**
 * Ports that belong to ovn-controller: tunnels `ovn-<first 6 of the chassis>-<n>` (OVN encaps.c),
 * patches `patch-<bridge>-to-<localnet port>` (OVN patch.c).
 */
const isOfController = (row: Row): boolean => /^(ovn|patch)-/.test(String(row.name));

/** Keys that OVN or OVS write by themselves. */
const foreignKeys = /^(ovn-|ct-zone-)/;
const isForeign = (_column: string, key: string): boolean => foreignKeys.test(key);

/** Which tables and columns of a node's database the lab declares (ovs-vswitchd.conf.db(5)). */
export const openVswitchShapes: Shapes = {
  Open_vSwitch: {
    root: false, // one row, which `ovs-vsctl init` made
    keyOf: () => "root",
    defaults: {
      bridges: { table: "Bridge", keys: [] },
      external_ids: none,
      other_config: none,
      manager_options: [],
      ssl: [],
    },
    foreignKey: (column, key) =>
      column === "other_config" && (key.startsWith("ovn-chassis-idx-") || key === "vlan-limit"),
  },
  Bridge: {
    root: false,
    keyOf: byName,
    defaults: {
      name: "",
      datapath_type: "netdev",
      ports: { table: "Port", keys: [] },
      controller: [],
      fail_mode: [],
      protocols: [],
      mirrors: { table: "Mirror", keys: [] },
      netflow: [],
      sflow: [],
      ipfix: [],
      flow_tables: none,
      flood_vlans: [],
      stp_enable: false,
      rstp_enable: false,
      mcast_snooping_enable: false,
      other_config: none,
      external_ids: none,
    },
    foreignKey: isForeign,
  },
  Mirror: {
    root: false,
    keyOf: byName,
    defaults: {
      name: "",
      select_all: false,
      select_src_port: [],
      select_dst_port: [],
      select_vlan: [],
      output_port: { table: "Port", keys: [] },
      output_vlan: [],
      snaplen: [],
      external_ids: none,
    },
  },
  Port: {
    root: false,
    keyOf: byName,
    keep: isOfController,
    defaults: {
      name: "",
      interfaces: { table: "Interface", keys: [] },
      tag: [],
      trunks: [],
      vlan_mode: [],
      qos: [],
      bond_mode: [],
      protected: false,
      other_config: none,
      external_ids: none,
    },
    foreignKey: isForeign,
  },
  // None is declared: those that somebody made are of no use any more.
  QoS: { root: true, keyOf: byUuid, defaults: {} },
  Queue: { root: true, keyOf: byUuid, defaults: {} },
  Interface: {
    root: false,
    keyOf: byName,
    keep: isOfController,
    defaults: {
      name: "",
      type: "",
      mac: [],
      mtu_request: [],
      ofport_request: [],
      options: none,
      ingress_policing_rate: 0,
      ingress_policing_burst: 0,
      ingress_policing_kpkts_rate: 0,
      ingress_policing_kpkts_burst: 0,
      bfd: none,
      cfm_mpid: [],
      other_config: none,
      external_ids: none,
    },
    foreignKey: isForeign,
  },
};
