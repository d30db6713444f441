import type { StringMap } from "./northbound-rows.ts";

/** Rows of the OVN southbound as a diagnosis needs them (ovn-sb(5)). */
export interface PortBinding {
  readonly uuid: string;
  readonly logicalPort: string;
  /** "" for a VIF, else `patch`, `localnet`, `chassisredirect`, `virtual`, … */
  readonly type: string;
  /** Uuid of the Datapath_Binding. */
  readonly datapath: string;
  /** The key of this port in Geneve's option and in OpenFlow registers. */
  readonly tunnelKey: number;
  /** Uuid of the Chassis that has it; null when none claimed it. */
  readonly chassis: string | null;
  readonly additionalChassis: readonly string[];
  readonly requestedChassis: string | null;
  readonly up: boolean | null;
  /** As the northbound's `addresses`. */
  readonly mac: readonly string[];
  readonly portSecurity: readonly string[];
  readonly tag: number | null;
  readonly parentPort: string | null;
  readonly virtualParent: string | null;
  readonly options: StringMap;
  /** A copy of the northbound port's. */
  readonly externalIds: StringMap;
}

export interface Chassis {
  readonly uuid: string;
  /** The node's `system-id`. */
  readonly name: string;
  /** The node's `external_ids:hostname`: in Kube-OVN the node name. */
  readonly hostname: string;
  readonly encaps: readonly string[];
  readonly otherConfig: StringMap;
  readonly externalIds: StringMap;
}

export interface ChassisPrivate {
  readonly uuid: string;
  readonly name: string;
  readonly nbCfg: number;
  /** Milliseconds since 1970. */
  readonly nbCfgTimestamp: number;
}

export interface Encap {
  readonly uuid: string;
  readonly chassisName: string;
  readonly ip: string;
  /** `geneve`, `vxlan`, `stt`. */
  readonly type: string;
  readonly options: StringMap;
}

export interface DatapathBinding {
  readonly uuid: string;
  /** The VNI of its packets. */
  readonly tunnelKey: number;
  readonly name: string;
  /** Uuid of the northbound row; exactly one of the two is set. */
  readonly logicalSwitch: string | null;
  readonly logicalRouter: string | null;
}

export interface LogicalFlow {
  readonly uuid: string;
  /** Uuid of a Datapath_Binding, or null when a group has it. */
  readonly logicalDatapath: string | null;
  readonly logicalDpGroup: string | null;
  readonly pipeline: "ingress" | "egress";
  /** Differs between OVN releases: for display only, decide on `stageName`. */
  readonly tableId: number;
  readonly priority: number;
  readonly match: string;
  readonly actions: string;
  /** `ls_in_acl_eval` …; "" when northd did not say. */
  readonly stageName: string;
  /** First 8 hex digits of the northbound row's uuid that it was made from. */
  readonly stageHint: string | null;
  readonly externalIds: StringMap;
}

export interface MacBinding {
  readonly uuid: string;
  readonly logicalPort: string;
  readonly ip: string;
  readonly mac: string;
  readonly datapath: string;
  /** Milliseconds since 1970; 0 before OVN 22.12. */
  readonly timestamp: number;
}

/** FDB: the port at which a switch has learnt a MAC, where ports have `unknown` addresses. */
export interface LearntPort {
  readonly uuid: string;
  readonly mac: string;
  readonly datapathKey: number;
  readonly portKey: number;
}

/** What ovn-controller found of a backend that it checks. */
export interface ServiceMonitor {
  readonly uuid: string;
  readonly ip: string;
  readonly port: number;
  readonly protocol: string;
  readonly logicalPort: string;
  /** `online`, `offline`, `error`; "" before the first result. */
  readonly status: string;
}

export interface SbGlobal {
  readonly uuid: string;
  readonly nbCfg: number;
  readonly options: StringMap;
}

/** A row of which only the identity matters: flows of br-int carry it as cookie. */
export interface CookieRow {
  readonly uuid: string;
}

export interface DatapathGroup {
  readonly uuid: string;
  readonly datapaths: readonly string[];
}
