/**
 * OpenFlow actions as `ovs-ofctl` prints them (ovs-actions(7)).
 *
 * Values stay text as printed: they are what a person compares with the tool's own output, and what
 * is printed back. `field` is a field or a part of one: "reg10", "NXM_NX_REG10[7]".
 */
export type Action =
  | { readonly kind: "drop" | "exit" | "ct_clear" | "pop_queue" | "clear_actions" }
  /** A port number, or a name with --names; quoted where the name needs it. */
  | { readonly kind: "output"; readonly port: string; readonly maxLength: number | null }
  | { readonly kind: "output_reserved"; readonly port: ReservedPort }
  | { readonly kind: "output_field"; readonly field: string }
  | {
      readonly kind: "resubmit";
      /** Null keeps the in_port. */
      readonly port: string | null;
      /** Null stays in the table; a name with --names. */
      readonly table: string | null;
      readonly conntrack: boolean;
    }
  | SetField
  | { readonly kind: "load"; readonly value: string; readonly field: string }
  | { readonly kind: "move"; readonly source: string; readonly destination: string }
  | { readonly kind: "push" | "pop" | "delete_field"; readonly field: string }
  | ConntrackAction
  | NatAction
  | { readonly kind: "learn"; readonly items: readonly LearnItem[] }
  | { readonly kind: "group" | "meter" | "set_queue"; readonly id: number }
  | ControllerAction
  /** Null is `dec_ttl`; a list is `dec_ttl(1,2)`, the controllers that hear of an expiry. */
  | { readonly kind: "dec_ttl"; readonly controllers: readonly number[] | null }
  | {
      readonly kind: "conjunction";
      readonly id: number;
      readonly clause: number;
      readonly clauses: number;
    }
  /** Hex pairs "01.02.00"; without a meaning to OVS, padded with zeros. */
  | { readonly kind: "note"; readonly bytes: string }
  | { readonly kind: "clone" | "write_actions" | "apply_actions"; readonly actions: Actions }
  | { readonly kind: "check_pkt_larger"; readonly length: number; readonly field: string }
  | { readonly kind: "goto_table"; readonly table: string }
  /** `bundle(…)`, `multipath(…)`, `sample(…)`, `set_mpls_ttl(…)` …: the arguments as printed. */
  | { readonly kind: "call"; readonly name: CallName; readonly args: readonly string[] }
  /** `mod_dl_src:…`, `push_vlan:…`, `write_metadata:…`, `enqueue:…` …: the value as printed. */
  | { readonly kind: "modify"; readonly name: ModifyName; readonly value: string }
  | { readonly kind: "plain"; readonly name: PlainName }
  /** An action of an OVS that this list does not know, whole. */
  | { readonly kind: "unknown"; readonly text: string };

export type Actions = readonly Action[];

export interface SetField {
  readonly kind: "set_field";
  readonly value: string;
  readonly mask: string | null;
  readonly field: string;
}

/** `ct(…)`: sends the packet through the connection tracker (ovs-actions(7), "The ct action"). */
export interface ConntrackAction {
  readonly kind: "ct";
  readonly commit: boolean;
  readonly force: boolean;
  /** Recirculates to this table when set. */
  readonly table: string | null;
  /** A number or a field. */
  readonly zone: string | null;
  readonly nat: NatAction | null;
  /** Actions on the connection: ct_mark, ct_label. */
  readonly exec: Actions | null;
  readonly alg: string | null;
}

export interface NatAction {
  readonly kind: "nat";
  /** Null restores the translation of an existing connection. */
  readonly direction: "src" | "dst" | null;
  /** "10.0.0.1-10.0.0.9:80-90", null where OVS chooses. */
  readonly range: string | null;
  /** "persistent", "hash", "random". */
  readonly flags: readonly string[];
}

/** Hands the packet to a controller: in br-int that is ovn-controller. */
export interface ControllerAction {
  readonly kind: "controller";
  /** Written `CONTROLLER:65535`. */
  readonly short: boolean;
  readonly reason: string | null;
  readonly maxLength: number | null;
  readonly id: number | null;
  /** Hex pairs "00.00.00.0a.…"; OVN's opcode is the first four bytes. */
  readonly userdata: string | null;
  readonly pause: boolean;
  readonly meter: number | null;
}

export type LearnItem =
  | { readonly kind: "attribute"; readonly name: string; readonly value: string | null }
  /** Match of the learned flow: on a value, or on what `field` or `source` held in the packet. */
  | { readonly kind: "match"; readonly field: string; readonly source: string | null }
  | { readonly kind: "load"; readonly source: string; readonly destination: string }
  | { readonly kind: "output"; readonly field: string };

/** Ports that stand for something else than one port (ovs-actions(7), "Port Specifications"). */
export const reservedPorts = [
  "LOCAL",
  "IN_PORT",
  "NORMAL",
  "FLOOD",
  "ALL",
  "TABLE",
  "NONE",
] as const;
export type ReservedPort = (typeof reservedPorts)[number];

export const callNames = [
  "bundle",
  "bundle_load",
  "multipath",
  "sample",
  "fin_timeout",
  "encap",
  "decap",
  "stack",
  "set_mpls_label",
  "set_mpls_tc",
  "set_mpls_ttl",
] as const;
export type CallName = (typeof callNames)[number];

export const modifyNames = [
  "mod_vlan_vid",
  "mod_vlan_pcp",
  "set_vlan_vid",
  "set_vlan_pcp",
  "mod_dl_src",
  "mod_dl_dst",
  "mod_nw_src",
  "mod_nw_dst",
  "mod_nw_tos",
  "mod_nw_ecn",
  "mod_nw_ttl",
  "mod_tp_src",
  "mod_tp_dst",
  "push_vlan",
  "push_mpls",
  "pop_mpls",
  "set_tunnel",
  "set_tunnel64",
  "enqueue",
  "write_metadata",
] as const;
export type ModifyName = (typeof modifyNames)[number];

export const plainNames = [
  "strip_vlan",
  "pop_vlan",
  "dec_mpls_ttl",
  "dec_nsh_ttl",
  "debug_recirc",
  "debug_slow",
] as const;
export type PlainName = (typeof plainNames)[number];
