import { defineTable } from "../../lib/ovsdb/define-table.ts";

/** A row of Interface (ovs-vswitchd.conf.db(5)): the columns that are used, none that counts. */
export interface OvsInterface {
  readonly uuid: string;
  readonly name: string;
  /** "" for a system device, else internal, patch, geneve, vxlan … */
  readonly type: string;
  /** -1 when the device could not be opened, null while nobody has tried. */
  readonly ofport: number | null;
  readonly error: string;
  readonly options: ReadonlyMap<string, string>;
  readonly externalIds: ReadonlyMap<string, string>;
  /** Of what comes in by it, kbit/s and kbit; 0 for no limit. */
  readonly policingRate: number;
  readonly policingBurst: number;
}

export interface OvsPort {
  readonly uuid: string;
  readonly name: string;
  readonly interfaces: readonly string[];
  readonly externalIds: ReadonlyMap<string, string>;
  /** Uuid of a row of QoS; null for none. */
  readonly qos: string | null;
}

/** How what leaves by a port is queued. */
export interface OvsQos {
  readonly type: string;
  readonly otherConfig: ReadonlyMap<string, string>;
  /** Uuid of the row of Queue with number 0; null for none. */
  readonly queue: string | null;
}

export interface OvsQueue {
  readonly otherConfig: ReadonlyMap<string, string>;
}

export interface OvsBridge {
  readonly name: string;
  readonly ports: readonly string[];
  readonly datapathType: string;
}

/** A row of Mirror: a copy of packets of a bridge goes to a port. */
export interface OvsMirror {
  readonly name: string;
  /** Of table Port; null where copies go into a VLAN, or nowhere. */
  readonly outputPort: string | null;
}

export interface OvsSystem {
  /** Set by ovs-ctl; "" where ovsdb-server was started by other means. */
  readonly ovsVersion: string;
  readonly otherConfig: ReadonlyMap<string, string>;
  readonly externalIds: ReadonlyMap<string, string>;
}

/** What is mirrored of the database Open_vSwitch. Statistics are left out: they never rest. */
export const ovsTables = {
  interfaces: defineTable<OvsInterface, "ifaceId">({
    table: "Interface",
    columns: [
      "name",
      "type",
      "ofport",
      "error",
      "options",
      "external_ids",
      "ingress_policing_rate",
      "ingress_policing_burst",
    ],
    project: (row) => ({
      uuid: row.uuid,
      name: row.string("name"),
      type: row.string("type"),
      ofport: row.optionalNumber("ofport"),
      error: row.string("error"),
      options: row.map("options"),
      externalIds: row.map("external_ids"),
      policingRate: row.number("ingress_policing_rate"),
      policingBurst: row.number("ingress_policing_burst"),
    }),
    indexes: {
      ifaceId: ({ externalIds }) => {
        const id = externalIds.get("iface-id");
        return id === undefined ? [] : [id];
      },
    },
  }),
  ports: defineTable<OvsPort, "interface">({
    table: "Port",
    columns: ["name", "interfaces", "external_ids", "qos"],
    project: (row) => ({
      uuid: row.uuid,
      name: row.string("name"),
      interfaces: row.strings("interfaces"),
      externalIds: row.map("external_ids"),
      qos: row.optionalString("qos"),
    }),
    indexes: { interface: ({ interfaces }) => interfaces },
  }),
  qos: defineTable<OvsQos, never>({
    table: "QoS",
    columns: ["type", "other_config", "queues"],
    project: (row) => ({
      type: row.string("type"),
      otherConfig: row.map("other_config"),
      queue: row.map("queues").get("0") ?? null,
    }),
    indexes: {},
  }),
  queues: defineTable<OvsQueue, never>({
    table: "Queue",
    columns: ["other_config"],
    project: (row) => ({ otherConfig: row.map("other_config") }),
    indexes: {},
  }),
  bridges: defineTable<OvsBridge, "port">({
    table: "Bridge",
    columns: ["name", "ports", "datapath_type"],
    project: (row) => ({
      name: row.string("name"),
      ports: row.strings("ports"),
      datapathType: row.string("datapath_type"),
    }),
    indexes: { port: ({ ports }) => ports },
  }),
  mirrors: defineTable<OvsMirror, never>({
    table: "Mirror",
    columns: ["name", "output_port"],
    project: (row) => ({
      name: row.string("name"),
      outputPort: row.strings("output_port")[0] ?? null,
    }),
    indexes: {},
  }),
  system: defineTable<OvsSystem, never>({
    table: "Open_vSwitch",
    columns: ["ovs_version", "other_config", "external_ids"],
    project: (row) => ({
      ovsVersion: row.string("ovs_version"),
      otherConfig: row.map("other_config"),
      externalIds: row.map("external_ids"),
    }),
    indexes: {},
  }),
} as const;
