import type { Resource } from "../../proto/documents/v1/diagnosis.ts";
import type { Reason } from "../../proto/reasons/index.ts";

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
  /**
   * The router's port on its switch, by which packets are routed to it and from it; null where
   * there is none, absent in cases from before it was looked at.
   */
  readonly routerPort?: RouterPortRow | null;
}

/** NB Logical_Router_Port. */
export interface RouterPortRow {
  readonly name: string;
  readonly router: string;
  readonly enabled: boolean;
}

/** SB Port_Binding (ovn-sb(5)). */
export interface PortBindingRow {
  readonly logicalPort: string;
  /** Chassis name (system-id); null when no chassis claimed it. */
  readonly chassis: string | null;
  /** Host name of that chassis. */
  readonly chassisNode: string | null;
  readonly up: boolean;
  /** Of a live migration; absent where the port has one chassis alone. */
  readonly migration?: PortMigration;
  readonly tunnelKey: number;
  readonly datapathKey: number;
}

/** Where else a port is while its machine moves (ovn-nb(5), options:activation-strategy). */
export interface PortMigration {
  /** Host names of its additional chassis. */
  readonly nodes: readonly string[];
  /** What the port waits for there, as in "rarp"; null where packets pass at once. */
  readonly strategy: string | null;
  /** Those of the nodes where it still waits. */
  readonly waiting: readonly string[];
}

/** SB Chassis of a node with its Encap rows, and how far it follows the databases. */
export interface ChassisRow {
  readonly name: string;
  readonly hostname: string;
  readonly encaps: readonly { readonly type: string; readonly ip: string }[];
  /**
   * Every chassis with the node's host name, or with a tunnel address of it, the node's own among
   * them. Absent in cases recorded before these were looked at.
   */
  readonly sharing?: readonly {
    readonly name: string;
    readonly hostname: string;
    readonly ips: readonly string[];
  }[];
  /** Chassis_Private nb_cfg against NB_Global nb_cfg; equal when the node is up to date. */
  readonly nbCfg: number | null;
  readonly nbCfgWanted: number | null;
}

/** How far ovn-northd and the chassis of the path follow what the northbound says. */
export interface ControlPlaneRow {
  /** NB_Global nb_cfg when looking began. */
  readonly wanted: number | null;
  /** NB_Global sb_cfg when looking ended: what ovn-northd has carried over. */
  readonly carriedOver: number | null;
  /** SB_Global options:northd_internal_version, as in "23.03.1-20.27.0-70.6". */
  readonly northdVersion: string | null;
  /** Time between the two looks, in milliseconds: what differs did so in both. */
  readonly watchedMs: number;
  /** Rows of the path that the southbound does not have as the northbound says. */
  readonly differences: readonly NorthboundDifference[];
  /** By node: configuration numbers that the chassis has not reported in all that time. */
  readonly behind: readonly ChassisBehind[];
}

/** How the aggregator's connection to an OVN database was when looking ended. */
export interface DatabaseRow {
  readonly database: string;
  readonly connected: boolean;
  readonly remotes: readonly string[];
  /** Of servers that could not be used. `no-quorum`: not in contact with most of its cluster. */
  readonly failures: readonly {
    readonly remote: string;
    readonly kind: "no-quorum" | "follower" | "unreachable";
    readonly detail: string;
  }[];
}

export interface ChassisBehind {
  readonly node: string;
  /** Chassis_Private nb_cfg when looking ended. */
  readonly reported: number;
  /** SB_Global nb_cfg when looking began. */
  readonly wanted: number;
}

/** A row of the northbound that ovn-northd has not carried over. */
export interface NorthboundDifference {
  /** Whose end of the path it is. */
  readonly role: "source" | "destination";
  readonly kind: "port-missing" | "port-left" | "addresses" | "port-security" | "acl" | "policy";
  readonly detail: Reason;
  /** Of an ACL that allows: the drops that it would come before. */
  readonly allows: {
    readonly direction: "from-lport" | "to-lport";
    readonly priority: number;
    /** Whether its match holds for the packet asked about; null when it cannot be told. */
    readonly matches: boolean | null;
  } | null;
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

/** Another that has an end's address in the same VPC. */
export interface AddressOwnerRow {
  /** A logical switch port, or Kube-OVN's IP object. */
  readonly kind: "Logical_Switch_Port" | "IP";
  readonly name: string;
  /** "" where it has none. */
  readonly mac: string;
  readonly subnet: string;
  /** The node it is on; null when that is not known. */
  readonly node: string | null;
}

/** Another logical port of an end's switch that has its MAC. */
export interface MacOwnerRow {
  readonly name: string;
  readonly ips: readonly string[];
  /** Where it is bound; null for nowhere. */
  readonly node: string | null;
}

/** Who else claimed an end's logical port of late. */
export interface PortRivalsRow {
  /** Nodes that its binding named in the last minute, the current one last. */
  readonly nodes: readonly string[];
  /** How often it changed from one to another in that time. */
  readonly changes: number;
  /** Those of the nodes that are not the Pod's. */
  readonly rivals: readonly PortRival[];
}

export interface PortRival {
  readonly node: string;
  /** Its interfaces whose iface-id is the port's name; null where the node could not be asked. */
  readonly interfaces: readonly string[] | null;
  /** Its Open_vSwitch external_ids:system-id; null likewise. */
  readonly systemId: string | null;
}

/** Who holds an address that no Pod has, source by source. */
export interface AddressClaimsRow {
  readonly claims: readonly AddressClaimRow[];
  /** MACs that answered for it, with the ports of its Subnet that have them. */
  readonly answered: readonly { readonly mac: string; readonly ports: readonly string[] }[];
  /** The switch has ports behind which there may be any MAC. */
  readonly takesUnknown: boolean;
  /** Kinds of objects that could not be read: they may say something, too. */
  readonly notRead: readonly string[];
}

/** @see AddressClaim in aggregator/inventory/endpoints/claims.ts */
export interface AddressClaimRow {
  readonly source:
    | "Vip"
    | "IP"
    | "addresses"
    | "allowed"
    | "virtual-parents"
    | "virtual_parent"
    | "MAC_Binding"
    | "FDB";
  readonly name: string;
  readonly port: string | null;
  readonly mac: string | null;
  /** Where that port is bound. */
  readonly node: string | null;
  /** Since it was learnt; null where that is not told (before OVN 22.12). */
  readonly ageSeconds: number | null;
}

/** A policy whose port group holds the port. */
export interface PolicyRow {
  readonly resource: Resource;
  readonly deniesIngress: boolean;
  readonly deniesEgress: boolean;
  /**
   * Its rules that allow, for the request as it passes this end: what the destination receives,
   * what the source sends. Absent in cases recorded before these were looked at.
   */
  readonly rules?: readonly PolicyRuleRow[];
}

/** What a rule that allows says of the packet asked about; null where it cannot be told. */
export interface PolicyRuleRow {
  /** Name of the ACL, or its match where it has none. */
  readonly name: string;
  readonly direction: "ingress" | "egress";
  /** The other end is among those that the rule names, but for its exceptions. */
  readonly peer: boolean | null;
  /** The other end is one of the rule's exceptions (`ipBlock.except`). */
  readonly isExcepted: boolean;
  /** Protocol and port are the rule's. */
  readonly port: boolean | null;
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
  readonly from: Reason;
}

/** A Pod, as far as it says whether it has a network and whether it runs. */
export interface PodObjectRow {
  readonly namespace: string;
  readonly name: string;
  readonly phase: string;
  /** `Evicted`, `Unschedulable`, …; "" when there is nothing to say. */
  readonly reason: string;
  readonly ready: boolean;
  readonly deleting: boolean;
  readonly hostNetwork: boolean;
  readonly node: string | null;
  readonly ips: readonly string[];
  /** Annotation `ovn.kubernetes.io/allocated`: kube-ovn-controller has given it an address. */
  readonly allocated: boolean;
  /** Annotation `ovn.kubernetes.io/routed`: kube-ovn-cni may wire it up. */
  readonly routed: boolean;
  readonly containers: readonly {
    readonly name: string;
    readonly ready: boolean;
    /** False until its startup probe has succeeded; absent where the kubelet has not said. */
    readonly started?: boolean;
    readonly restarts: number;
    readonly reason: string;
  }[];
  /** Probes of its containers; absent in cases recorded before they were looked for. */
  readonly probes?: readonly ProbeRow[];
}

/** A probe of a container, which the kubelet of the pod's node carries out. */
export interface ProbeRow {
  readonly container: string;
  readonly probe: "startup" | "readiness" | "liveness";
  readonly by: "http" | "tcp" | "grpc" | "command";
  /** Null for a command, and for a name that no port of the container has. */
  readonly port: number | null;
  /** Of HTTP; "" otherwise. */
  readonly path: string;
  /** Where it is sent, if not to the pod's address; "" otherwise. */
  readonly host: string;
  /** HTTPS instead of HTTP; absent in cases recorded before it was looked for. */
  readonly isEncrypted?: boolean;
  /** It sends HTTP headers of its own; absent in cases recorded before it was looked for. */
  readonly hasHeaders?: boolean;
}

/** A Node, as far as it says whether it can be relied on. */
export interface NodeObjectRow {
  readonly name: string;
  /** Condition Ready: `True`, `False`, `Unknown`; "" when there is none. */
  readonly readyStatus: string;
  readonly readyReason: string;
  /** Reason of the condition NetworkUnavailable; null when the network is available. */
  readonly networkUnavailable: string | null;
}
