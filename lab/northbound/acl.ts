import type { DesiredRow } from "../ovsdb/desired.ts";

/** An ACL in Kube-OVN's terms (pkg/ovs/ovn-nb-acl.go). */
export interface AclSpec {
  /** Port group or switch it belongs to; also kept in `external_ids:parent`. */
  readonly parent: string;
  readonly direction: "to-lport" | "from-lport";
  readonly priority: number;
  readonly match: string;
  readonly action: "allow" | "allow-related" | "allow-stateless" | "drop";
  readonly name?: string;
  /** Logged with severity warning, as the drop of a private Subnet is. */
  readonly log?: boolean;
  /** Evaluated after load balancing, so that egress rules see the backend's address. */
  readonly afterLoadBalancer?: boolean;
  /** The one that NetworkPolicies have, where it is not said. */
  readonly tier?: number;
  /** Besides `parent` and `vendor`. */
  readonly externalIds?: Readonly<Record<string, string>>;
}

/** NetworkPolicies, nodes and Subnets share this tier (where the installed OVN knows tiers). */
export const defaultTier = 2;

export function aclRow(acl: AclSpec): DesiredRow {
  const { parent, direction, priority, match, action } = acl;
  return {
    table: "ACL",
    key: `${parent} ${direction} ${priority} ${match}`,
    columns: {
      direction,
      priority,
      match,
      action,
      name: acl.name === undefined ? [] : [acl.name],
      tier: acl.tier ?? defaultTier,
      log: acl.log ?? false,
      severity: acl.log ? ["warning"] : [],
      options: { map: acl.afterLoadBalancer ? { "apply-after-lb": "true" } : {} },
      external_ids: { map: { ...acl.externalIds, parent, vendor: "kube-ovn" } },
    },
  };
}
