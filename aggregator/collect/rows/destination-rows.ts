import type { Direction } from "../../../proto/documents/v1/diagnosis.ts";
import type { Reason } from "../../../proto/reasons/index.ts";
import { bridgeRoles, otherRole, type Plan } from "../../evidence/plan.ts";
import { routerDecision } from "../../plan/routing/router-decision.ts";
import { gatewayPortOf } from "../../plan/underlay.ts";
import { type CollectContext, type Collector, isPlaced } from "../collector.ts";
import { sender } from "../traces/directions.ts";
import { natRows } from "./nat-rows.ts";
import { providerRow } from "./provider-row.ts";
import { serviceRow } from "./service-row.ts";
import { notSynced } from "./synced.ts";

/** What decides about packets that do not simply go from pod to pod. */
export const destinationRowsCollector: Collector = {
  name: "rows/destination",
  gives: ["service", "router-decision", "nat", "provider"],
  needs: [],
  phase: "meanwhile",
  isInstant: true,
  applies: isPlaced,
  collect: async (context) => {
    const { inventory, plan, record } = context;
    const northbound = notSynced(inventory, "ovn-northbound");
    const southbound = notSynced(inventory, "ovn-southbound");
    const kubernetes = notSynced(inventory, "kubernetes");
    recordService(context, kubernetes ?? northbound);
    for (const direction of decidedDirections(plan)) {
      const near = plan[sender(direction)];
      const far = plan[otherRole(sender(direction))];
      const { protocol, port } = plan.traffic;
      const traffic = { protocol, port: plan.targetPort ?? port };
      const packet = { source: near.ip, destination: far.ip, ...traffic };
      const inport = gatewayPortOf(inventory, near.switchName)?.name ?? null;
      record.row(
        northbound ?? southbound,
        () =>
          near.router === null ? null : routerDecision(inventory, near.router, packet, inport),
        (data) => ({ kind: "row", name: "router-decision", direction, data }),
      );
    }
    record.row(
      northbound,
      () => natRows(inventory, plan),
      (data) => ({ kind: "row", name: "nat", data }),
    );
    for (const role of bridgeRoles(plan)) {
      record.row(
        northbound ?? kubernetes,
        () => providerRow(inventory, plan, role),
        (data) => ({ kind: "row", name: "provider", role, data }),
      );
    }
  },
};

/** What comes back from another VPC is routed by that one's own router. */
function decidedDirections({ vpcs }: Plan): readonly Direction[] {
  return vpcs?.isReached === true ? ["request", "reply"] : ["request"];
}

function recordService({ inventory, plan, record }: CollectContext, problem: Reason | null): void {
  const { source, service, traffic } = plan;
  const { protocol } = traffic;
  if (service === null || protocol === "icmp") return;
  record.row(
    problem,
    () => serviceRow(inventory, source, service, protocol),
    (data) => ({ kind: "row", name: "service", data }),
  );
}
