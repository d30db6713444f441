import type { Resource } from "../../../proto/documents/v1/diagnosis.ts";
import type { AclRow } from "../../evidence/rows.ts";
import type { AttributedAcl } from "../../ovn-language/acl-attribution.ts";

/** An ACL as evidence holds it, with the policies that asked for it. */
export function aclRow({ acl, policies, isDefaultDeny }: AttributedAcl): AclRow {
  return {
    uuid: acl.uuid,
    name: acl.name ?? "",
    direction: acl.direction,
    priority: acl.priority,
    match: acl.match,
    action: acl.action,
    resources: policies.map(resourceOf),
    isDefaultDeny,
  };
}

export function resourceOf(policy: {
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
}): Resource {
  return { kind: policy.kind, namespace: policy.namespace, name: policy.name };
}
