import type { CodeName } from "../../proto/codes/index.ts";
import type { Found } from "../checks/check.ts";
import { surveyCrosses } from "../correlation/locate/contrast.ts";
import type { Located } from "../correlation/locate/located.ts";
import type { CaseView } from "../evidence/view.ts";
import type { Stop } from "./failure.ts";

/** What stops packets whatever they carry, to whomever: then small echoes stop there as well. */
const stopsEverything: ReadonlySet<CodeName> = new Set<CodeName>([
  "ENCAP_IP_MISMATCH",
  "INTERFACE_DOWN",
  "INTERFACE_DROPS",
  "NODE_NOT_READY",
  "OVS_DOWN",
  "TUNNEL_MISSING",
]);

/** What follows from a finding and is none of its own: named are those that may follow. */
const bringsAbout: Partial<Readonly<Record<CodeName, readonly CodeName[]>>> = {
  // Policies and answers go by the addresses of logical ports.
  LOGICAL_ADDRESS_MISMATCH: [
    ...(["ARP_UNANSWERED", "GATEWAY_POLICY_MISSING"] as const),
    ...(["IP_CONFLICT", "POD_NEIGHBOUR_WRONG", "REPLY_NOT_ACCEPTED"] as const),
    "NODE_REPLY_NOT_ACCEPTED",
  ],
  // The kernel takes the routes by an interface away with it.
  INTERFACE_DOWN: [
    ...(["GATEWAY_NO_ROUTE", "NODE_ADDRESS_MISSING", "NODE_NO_ROUTE"] as const),
    ...(["NODE_ROUTE_MISSING", "NODE_SENT_NOTHING", "POD_SENT_NOTHING"] as const),
  ],
  NODE_ADDRESS_MISSING: ["NODE_ROUTE_MISSING"],
};

/**
 * The earliest decisive finding at the failing stage, else the earliest that supports it. Where all
 * that was asked for stops and small echoes pass, it is none that would stop these as well; and
 * none that follows from another one.
 */
export function causeOf(
  view: CaseView,
  located: Located,
  found: readonly Found[],
  stop: Stop | null,
): Found | null {
  if (stop === null || !stop.stage.known) return null;
  const { segment } = stop.stage;
  const { plan } = view;
  // On one node both bridges are one, and the first name is its name.
  const isOneBridge = plan.relation === "same-node" && segment.bridge !== undefined;
  const isThere = (stage: Found["stage"]): boolean =>
    stage === segment.stage ||
    (isOneBridge && segment.stage === "source-bridge" && stage === "destination-bridge");
  const isSelective = located.pattern === "all" && surveyCrosses(view, located, segment);
  const fitting = found.filter(
    (one) =>
      isThere(one.stage) &&
      one.direction === segment.direction &&
      one.weight !== "beside" &&
      !(isSelective && stopsEverything.has(one.code)),
  );
  const symptoms = new Set(fitting.flatMap(({ code }) => bringsAbout[code] ?? []));
  const causes = fitting.filter(({ code }) => !symptoms.has(code));
  return causes.find((one) => one.weight === "decisive") ?? causes[0] ?? null;
}
