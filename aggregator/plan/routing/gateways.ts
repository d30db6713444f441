import type { Plan, PlannedEnd } from "../../evidence/plan.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import { pathBetween } from "../path.ts";

/** A plan for one of the gateway nodes over which OVN spreads packets: the path leads by it. */
export function toGateway(
  inventory: Inventory,
  plan: Plan,
  end: PlannedEnd,
  gatewayChoice: NonNullable<Plan["gatewayChoice"]>,
): Plan {
  const { source, named, exit, gateways, vpcs, targetPort: port } = plan;
  const far = {
    end,
    exit,
    ...(gateways === undefined ? {} : { gateways }),
    ...(vpcs === undefined ? {} : { vpcs }),
  };
  return { ...plan, ...pathBetween(inventory, source, far, { named, port }), gatewayChoice };
}
