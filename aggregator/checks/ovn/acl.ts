import type { Direction, Resource } from "../../../proto/documents/v1/diagnosis.ts";
import { type Reason, reason } from "../../../proto/reasons/index.ts";
import { flowDropOf } from "../../correlation/locate/flow-drop.ts";
import { stageReads } from "../../correlation/locate/stage.ts";
import type { AclRow } from "../../evidence/rows.ts";
import { type Check, ends, type Found, foundOrSkipped } from "../check.ts";
import { tracesOf } from "../openflow/traced.ts";
import { missingRule } from "./missing-rule.ts";

/**
 * No ACL drops the packet. The chain of proof: flow cookie → southbound logical flow → stage-hint →
 * northbound ACL → port group → external_ids:np (kube-ovn pkg/ovs/ovn-nb-acl.go).
 */
export const aclCheck: Check = {
  name: "ovn/acl",
  description: "No NetworkPolicy, subnet or security group denies these packets",
  codes: ["ACL_DENIED", "SUBNET_ISOLATED"],
  reads: [...stageReads, "logical-trace", "policies"],
  run({ view }) {
    const { traces, missing } = tracesOf(view);
    const found: Found[] = [];
    for (const traced of traces) {
      const drop = flowDropOf(traced.evidence);
      if (drop?.owner.kind !== "logical-flow") continue;
      const acl = drop.owner.acl;
      // Left over by ovn-northd, or changed by hand: no policy's.
      if (drop.owner.orphan !== undefined || drop.kind === "altered") continue;
      if (acl === null && !/acl/.test(drop.owner.stage)) continue;
      found.push({
        ...described(acl, traced.direction, traced.node),
        stage: traced.stage,
        direction: traced.direction,
        node: traced.node,
        evidence: [traced.id],
        weight: "decisive",
      });
    }
    if (found.length === 0) found.push(...fromLogicalTrace());
    return foundOrSkipped(found, missing);

    function described(
      acl: AclRow | null,
      direction: Direction,
      node: string | null,
    ): Pick<Found, "code" | "args" | "resources"> {
      const resources: readonly Resource[] = acl?.resources ?? [];
      // A private subnet's drop carries the subnet's name; its own ACLs (spec.acls) carry none.
      const isSubnet = resources.some((r) => r.kind === "Subnet" && r.name === acl?.name);
      const args = {
        ...ends(view, direction),
        node: node ?? "",
        address: view.plan[direction === "request" ? "source" : "destination"].ip,
        acl: acl?.uuid ?? "",
        policies: listed(resources),
        subnet: isSubnet ? (resources[0]?.name ?? "") : "",
        priority: acl?.priority ?? 0,
        detail: acl === null ? "" : (missingRule(view, acl, direction) ?? ownRule(acl)),
      };
      return { code: isSubnet ? "SUBNET_ISOLATED" : "ACL_DENIED", args, resources };
    }

    /** Without OpenFlow traces: what the logical network says, which no packet has proved. */
    function fromLogicalTrace(): Found[] {
      const results: Found[] = [];
      for (const direction of ["request", "reply"] as const) {
        const trace = view.logicalTrace(direction);
        if (!trace.known || trace.value.droppedAt === null) continue;
        const drop = trace.value.droppedAt;
        if (drop.acl === null) continue;
        const ingress = drop.pipeline === "ingress";
        const near = direction === "request" ? "source-bridge" : "destination-bridge";
        const far = direction === "request" ? "destination-bridge" : "source-bridge";
        results.push({
          ...described(drop.acl, direction, null),
          stage: ingress ? near : far,
          direction,
          node: null,
          evidence: [trace.id],
          weight: "supporting",
        });
      }
      return results;
    }
  },
};

function listed(resources: readonly Resource[]): string | Reason {
  if (resources.length === 0) return reason("ACL_OF_NOBODY", {});
  return resources
    .map((r) => `${r.kind} ${r.namespace === null ? "" : `${r.namespace}/`}${r.name}`)
    .join(", ");
}

function ownRule({ action, priority, match }: AclRow): Reason {
  return reason("ACL_RULE", { priority, action, match });
}
