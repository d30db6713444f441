import type { Direction } from "../../../proto/documents/v1/diagnosis.ts";
import type { Plan, Role } from "../../evidence/plan.ts";

/** The end that sends the packets of that direction. */
export function sender(direction: Direction): Role {
  return direction === "request" ? "source" : "destination";
}

/**
 * Where the far end is not known, nothing can be traced from it; and an answer from a provider
 * network comes for the address that a router gave to the request: only the connection that it
 * belongs to tells whose it is, which no trace has.
 */
export function tracedDirections(plan: Plan): Direction[] {
  const { attachment } = plan.destination;
  return attachment === "none" || attachment === "localnet" ? ["request"] : ["request", "reply"];
}
