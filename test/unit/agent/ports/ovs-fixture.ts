import type { OvsSnapshot, PluggedInterface } from "../../../../agent/ports/ovs-view.ts";

export interface InterfaceSpec {
  readonly name: string;
  readonly type?: string;
  readonly ofport?: number | null;
  readonly error?: string;
  readonly options?: Readonly<Record<string, string>>;
  readonly ids?: Readonly<Record<string, string>>;
  readonly portIds?: Readonly<Record<string, string>>;
  readonly policing?: number;
  readonly queueing?: PluggedInterface["queueing"];
  /** "" for an interface that is on no bridge. */
  readonly bridge?: string;
}

/** A snapshot with these interfaces, each with a port of its own, on br-int unless told. */
export function snapshotOf(
  specs: readonly InterfaceSpec[],
  externalIds: Readonly<Record<string, string>> = {},
): OvsSnapshot {
  return {
    interfaces: specs.map(pluggedOf),
    bridges: [{ name: "br-int", ports: [], datapathType: "netdev" }],
    mirrorOutputs: [],
    externalIds: new Map(Object.entries(externalIds)),
    otherConfig: new Map(),
    ovsVersion: "3.1.0",
  };
}

function pluggedOf(spec: InterfaceSpec): PluggedInterface {
  const { name, bridge = "br-int" } = spec;
  return {
    iface: {
      uuid: name,
      name,
      type: spec.type ?? "",
      ofport: spec.ofport === undefined ? 1 : spec.ofport,
      error: spec.error ?? "",
      options: new Map(Object.entries(spec.options ?? {})),
      externalIds: new Map(Object.entries(spec.ids ?? {})),
      policingRate: spec.policing ?? 0,
      policingBurst: 0,
    },
    queueing: spec.queueing ?? null,
    port: {
      uuid: `port-${name}`,
      name,
      interfaces: [name],
      externalIds: new Map(Object.entries(spec.portIds ?? {})),
      qos: null,
    },
    bridge: bridge === "" ? null : { name: bridge, ports: [], datapathType: "netdev" },
  };
}
