import type { Direction } from "../../../proto/documents/v1/diagnosis.ts";
import type { Plan, Role } from "../../evidence/plan.ts";

/** The end that sends the packets of that direction. */
export function sender(direction: Direction): Role {
  return direction === "request" ? "source" : "destination";
}

/** Where the far end is not known, nothing can be traced from it. */
export function tracedDirections(plan: Plan): Direction[] {
  return plan.destination.attachment === "none" ? ["request"] : ["request", "reply"];
}
