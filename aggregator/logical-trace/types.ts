/**
 * What `ovn-trace --detailed` says, typed (ovn-trace(8)).
 *
 * The tool follows a packet through the logical flows of the SB database, over routers and to every
 * member of a multicast group. It leaves out tables that only pass the packet on.
 */
export interface LogicalTrace {
  /** The packet in OpenFlow syntax, as the tool understood the microflow. */
  readonly microflow: string;
  readonly steps: readonly LogicalStep[];
  /** Where the packet, or one that was made in answer to it, leaves the logical network. */
  readonly deliveries: readonly LogicalDelivery[];
  readonly drops: readonly LogicalDrop[];
  /** Places where the tool took one of several ways: other packets go other ways. */
  readonly choices: readonly LogicalChoice[];
  /** Lines "*** …": the tool could not carry an action out. */
  readonly errors: readonly string[];
  /** Lines that no rule recognised, kept so that a new ovn-trace shows itself. */
  readonly unparsed: readonly string[];
  /** False when the text is cut, or the way of a packet has no end in it. */
  readonly complete: boolean;
  /** What the tool said instead of tracing. */
  readonly error: LogicalTraceProblem | null;
}

export interface LogicalTraceProblem {
  readonly code: "UNKNOWN_DATAPATH" | "UNKNOWN_PORT" | "BAD_MICROFLOW" | "NO_TRACE";
  readonly text: string;
}

export interface LogicalStep {
  readonly index: number;
  readonly pipeline: "ingress" | "egress";
  /** NB UUID of the switch or router, with --friendly-names its name. */
  readonly datapath: string;
  readonly inport: string;
  /** Null in the ingress pipeline. */
  readonly outport: string | null;
  readonly table: number;
  /** "ls_in_acl", "lr_in_ip_routing"; "" when the SB row has no stage-name. */
  readonly stage: string;
  /** "northd.c:8432"; null when not given. */
  readonly source: string | null;
  /** Null when no flow matched: OVN drops then. */
  readonly match: string | null;
  readonly priority: number | null;
  /** First eight hex digits of the SB Logical_Flow UUID: the cookie of its OpenFlow flows. */
  readonly uuidPrefix: string | null;
  readonly actions: readonly string[];
  /** What the tool remarks: a MAC binding found, an ACL's log line. */
  readonly remarks: readonly string[];
  /** The connection state that the tool assumed on the way here: "ct_next(ct_state=new|trk)". */
  readonly conntrack: string | null;
  /** Set when this is no longer the packet but one that a flow made: "icmp4", "arp", "nd_na" … */
  readonly generated: string | null;
}

export interface LogicalDelivery {
  readonly step: LogicalStep;
  readonly port: string;
  /** SB Port_Binding type: "" for a pod, "localnet", "vtep", "l2gateway" … */
  readonly type: string;
  readonly generated: string | null;
}

export interface LogicalDrop {
  /** Null when the text has no step. */
  readonly step: LogicalStep | null;
  readonly reason: DropReason;
  readonly generated: string | null;
}

/**
 * `drop`: a flow says so. `no-match`: no flow of the table matches. `blocked`: an ACL drops a
 * connection that it had allowed before. `rejected`: an ACL's reject. `icmp-error`: a router
 * answers with ICMP (TTL, MTU). `resolving`: the router asks for the MAC of the next hop, and the
 * packet waits in ovn-controller. `answered`: an ND responder. `loopback`: the output would be the
 * input. `error`: the tool could not go on. `no-output`: the actions end without an output.
 */
export type DropReason =
  | "drop"
  | "no-match"
  | "blocked"
  | "rejected"
  | "icmp-error"
  | "resolving"
  | "answered"
  | "loopback"
  | "error"
  | "no-output";

export interface LogicalChoice {
  readonly step: LogicalStep;
  /** `select`: ECMP routes or policies. `backend`: the backends of a load balancer. */
  readonly kind: "select" | "backend";
  readonly options: readonly string[];
}
