import type { Reason } from "../../../proto/reasons/index.ts";
import { observableRoles, type Plan } from "../../evidence/plan.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import { routerDecision } from "../../plan/router-decision.ts";
import type { Recorder } from "../recorder.ts";
import { notSynced } from "./database-rows.ts";
import { providerRow } from "./provider-row.ts";
import { serviceRow } from "./service-row.ts";

/** Records what decides about packets that do not simply go from pod to pod. */
export function recordDestination(inventory: Inventory, plan: Plan, recorder: Recorder): void {
  const northbound = notSynced(inventory, "ovn-northbound");
  const kubernetes = notSynced(inventory, "kubernetes");
  recordService(inventory, plan, recorder, kubernetes ?? northbound);
  const decision = { kind: "row", name: "router-decision" } as const;
  if (northbound === null) {
    const { router, ip } = plan.source;
    const packet = { source: ip, destination: plan.destination.ip };
    const data = router === null ? null : routerDecision(inventory, router, packet);
    recorder.ok(null, { ...decision, data });
  } else {
    recorder.failed(null, { ...decision, data: null }, northbound);
  }
  for (const role of observableRoles(plan)) {
    const body = { kind: "row", name: "provider", role } as const;
    const problem = northbound ?? kubernetes;
    if (problem !== null) recorder.failed(null, { ...body, data: null }, problem);
    else recorder.ok(null, { ...body, data: providerRow(inventory, plan[role]) });
  }
}

function recordService(
  inventory: Inventory,
  { source, service, traffic }: Plan,
  recorder: Recorder,
  problem: Reason | null,
): void {
  const { protocol } = traffic;
  if (service === null || protocol === "icmp") return;
  const body = { kind: "row", name: "service" } as const;
  if (problem !== null) recorder.failed(null, { ...body, data: null }, problem);
  else recorder.ok(null, { ...body, data: serviceRow(inventory, source, service, protocol) });
}
