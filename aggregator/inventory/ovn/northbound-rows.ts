import type { LogicalAddress } from "./logical-address.ts";

/** Rows of the OVN northbound as a diagnosis needs them (ovn-nb(5)). Field names follow columns. */
export type StringMap = ReadonlyMap<string, string>;

export interface LogicalSwitchPort {
  readonly uuid: string;
  readonly name: string;
  /** "" for a VIF, else `router`, `localnet`, `virtual`, … */
  readonly type: string;
  /** `addresses`, with `dynamic_addresses` in the place of `dynamic`. */
  readonly addresses: readonly LogicalAddress[];
  readonly portSecurity: readonly LogicalAddress[];
  /** null: not said, which means enabled. */
  readonly enabled: boolean | null;
  readonly up: boolean | null;
  readonly tag: number | null;
  readonly parentName: string | null;
  readonly options: StringMap;
  readonly externalIds: StringMap;
}

export interface LogicalSwitch {
  readonly uuid: string;
  readonly name: string;
  readonly ports: readonly string[];
  readonly acls: readonly string[];
  readonly loadBalancers: readonly string[];
  readonly loadBalancerGroups: readonly string[];
  readonly otherConfig: StringMap;
  readonly externalIds: StringMap;
}

export interface LogicalRouter {
  readonly uuid: string;
  readonly name: string;
  readonly enabled: boolean | null;
  readonly ports: readonly string[];
  readonly policies: readonly string[];
  readonly staticRoutes: readonly string[];
  readonly nats: readonly string[];
  readonly loadBalancers: readonly string[];
  readonly options: StringMap;
  readonly externalIds: StringMap;
}

export interface LogicalRouterPort {
  readonly uuid: string;
  readonly name: string;
  readonly mac: string;
  /** `10.16.0.1/16`, as configured. */
  readonly networks: readonly string[];
  readonly peer: string | null;
  readonly enabled: boolean | null;
  readonly gatewayChassis: readonly string[];
  readonly haChassisGroup: string | null;
  readonly options: StringMap;
  readonly externalIds: StringMap;
}

export interface Acl {
  readonly uuid: string;
  readonly name: string | null;
  readonly direction: "from-lport" | "to-lport";
  readonly priority: number;
  /** Added in OVN 23.06; 0 before. */
  readonly tier: number;
  readonly match: string;
  /** `allow`, `allow-related`, `allow-stateless`, `drop`, `reject`, `pass`. */
  readonly action: string;
  readonly isAppliedAfterLb: boolean;
  readonly isLogged: boolean;
  readonly externalIds: StringMap;
}

export interface PortGroup {
  readonly uuid: string;
  readonly name: string;
  readonly ports: readonly string[];
  readonly acls: readonly string[];
  readonly externalIds: StringMap;
}

export interface AddressSet {
  readonly uuid: string;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly externalIds: StringMap;
}

export interface LoadBalancer {
  readonly uuid: string;
  readonly name: string;
  readonly protocol: string;
  /** `10.96.0.10:53` to `10.16.0.5:53,10.16.0.6:53`. */
  readonly vips: StringMap;
  /** Uuids of Load_Balancer_Health_Check. */
  readonly healthChecks: readonly string[];
  /** A backend's address to `<logical port>:<address that checks it>`. */
  readonly ipPortMappings: StringMap;
  readonly options: StringMap;
  readonly externalIds: StringMap;
}

/** Backends of that VIP are checked by ovn-controller. */
export interface LoadBalancerHealthCheck {
  readonly uuid: string;
  readonly vip: string;
  readonly options: StringMap;
}

export interface LogicalRouterStaticRoute {
  readonly uuid: string;
  readonly ipPrefix: string;
  readonly nexthop: string;
  readonly policy: "dst-ip" | "src-ip";
  readonly outputPort: string | null;
  readonly routeTable: string;
  readonly externalIds: StringMap;
}

export interface LogicalRouterPolicy {
  readonly uuid: string;
  readonly priority: number;
  readonly match: string;
  readonly action: string;
  readonly nexthops: readonly string[];
  readonly externalIds: StringMap;
}

export interface Nat {
  readonly uuid: string;
  readonly type: string;
  readonly externalIp: string;
  readonly logicalIp: string;
  readonly logicalPort: string | null;
  readonly externalMac: string | null;
}

export interface GatewayChassis {
  readonly uuid: string;
  readonly name: string;
  readonly chassisName: string;
  readonly priority: number;
}

/** How far the configuration has come, and what is switched on for all. */
export interface NbGlobal {
  readonly uuid: string;
  /** Configuration sequence number: asked for, in the southbound, in all chassis. */
  readonly nbCfg: number;
  readonly sbCfg: number;
  readonly hvCfg: number;
  /** Milliseconds since 1970; 0 when never. */
  readonly nbCfgTimestamp: number;
  readonly sbCfgTimestamp: number;
  readonly hvCfgTimestamp: number;
  readonly options: StringMap;
  readonly externalIds: StringMap;
}
