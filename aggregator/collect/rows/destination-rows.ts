import type { Reason } from "../../../proto/reasons/index.ts";
import { observableRoles } from "../../evidence/plan.ts";
import { routerDecision } from "../../plan/router-decision.ts";
import { type CollectContext, type Collector, isPlaced } from "../collector.ts";
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
    const kubernetes = notSynced(inventory, "kubernetes");
    recordService(context, kubernetes ?? northbound);
    const { router, ip } = plan.source;
    const packet = { source: ip, destination: plan.destination.ip };
    record.row(
      northbound,
      () => (router === null ? null : routerDecision(inventory, router, packet)),
      (data) => ({ kind: "row", name: "router-decision", data }),
    );
    record.row(
      northbound,
      () => natRows(inventory, plan),
      (data) => ({ kind: "row", name: "nat", data }),
    );
    for (const role of observableRoles(plan)) {
      record.row(
        northbound ?? kubernetes,
        () => providerRow(inventory, plan, role),
        (data) => ({ kind: "row", name: "provider", role, data }),
      );
    }
  },
};

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
