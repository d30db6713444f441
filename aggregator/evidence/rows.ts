import type { Resource } from "../../proto/diagnosis.ts";

/** Rows of the OVN databases, cut down to what conclusions rest on. */

/** NB Logical_Switch_Port (ovn-nb(5)). */
export interface LogicalPortRow {
  readonly name: string;
  readonly switchName: string;
  readonly type: string;
  /** "MAC IP [IP…]" as configured. */
  readonly addresses: readonly string[];
  readonly portSecurity: readonly string[];
  readonly enabled: boolean;
  readonly up: boolean;
}

/** SB Port_Binding (ovn-sb(5)). */
export interface PortBindingRow {
  readonly logicalPort: string;
  /** Chassis name (system-id); null when no chassis claimed it. */
  readonly chassis: string | null;
  /** Host name of that chassis. */
  readonly chassisNode: string | null;
  readonly up: boolean;
  readonly tunnelKey: number;
  readonly datapathKey: number;
}

/** SB Chassis of a node with its Encap rows, and how far it follows the databases. */
export interface ChassisRow {
  readonly name: string;
  readonly hostname: string;
  readonly encaps: readonly { readonly type: string; readonly ip: string }[];
  /** Chassis_Private nb_cfg against NB_Global nb_cfg; equal when the node is up to date. */
  readonly nbCfg: number | null;
  readonly nbCfgWanted: number | null;
}

/** NB ACL with what it stands for in Kubernetes. */
export interface AclRow {
  readonly uuid: string;
  readonly name: string;
  readonly direction: "from-lport" | "to-lport";
  readonly priority: number;
  readonly match: string;
  readonly action: string;
  /** NetworkPolicy, Subnet, SecurityGroup … that asked for it; for a default deny all of them. */
  readonly resources: readonly Resource[];
  readonly isDefaultDeny: boolean;
}

/** A policy whose port group holds the port. */
export interface PolicyRow {
  readonly resource: Resource;
  readonly deniesIngress: boolean;
  readonly deniesEgress: boolean;
}

/** Subnet of kubeovn.io/v1, as far as it says how packets leave and where it is. */
export interface SubnetRow {
  readonly name: string;
  readonly vpc: string;
  readonly cidrs: readonly string[];
  /** `distributed` or `centralized`. */
  readonly gatewayType: string;
  readonly gatewayNode: string;
  readonly natOutgoing: boolean;
  readonly private: boolean;
  readonly provider: string;
  readonly vlan: string;
}

/** Kube-OVN's release, and what told it. */
export interface KubeOvnRelease {
  readonly version: string;
  /** "image of kube-system/kube-ovn-controller-…", "NB_Global external_ids". */
  readonly from: string;
}
