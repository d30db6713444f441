import { ownPortRoles, type Role } from "../../evidence/plan.ts";
import { addressOf } from "../../inventory/ip-address.ts";
import {
  atEnds,
  type Check,
  type CheckContext,
  endArgs,
  ends,
  type Look,
  type Place,
  placeAmong,
  stackStage,
} from "../check.ts";

/**
 * The addresses of the logical port are those of the pod, or of the node's `ovn0`. OVN answers ARP
 * and forwards by what the logical port says, so a wrong MAC brings packets to a pod that is not
 * addressed by them.
 */
export const logicalAddressCheck: Check = {
  name: "ovn/logical-address",
  description: "The addresses of each logical port are those of the pod's interface",
  codes: ["LOGICAL_ADDRESS_MISMATCH"],
  reads: ["logical-port", "port"],
  run(context) {
    const roles = ownPortRoles(context.view.plan);
    return atEnds((role) => mismatchOf(context, role), roles);
  },
};

function mismatchOf(context: CheckContext, role: Role): Look {
  const { view } = context;
  const row = view.logicalPort(role);
  const port = view.port(role);
  if (!row.known) return row.reason;
  if (!port.known) return port.reason;
  if (row.value === null || port.value === null) return null;
  const configured = row.value.addresses.filter((a) => !/^(unknown|router|dynamic)/.test(a));
  if (configured.length === 0 || row.value.addresses.includes("unknown")) return null;
  const actualMac = port.value.mac.toLowerCase();
  const { attachment, ip, ips: own, node, logicalPort } = view.plan[role];
  const isNodes = attachment === "ovn0";
  const macs = configured.map((address) => (address.split(" ")[0] ?? "").toLowerCase());
  const ips = configured.flatMap((address) => address.split(" ").slice(1));
  const macFits = actualMac === "" || macs.includes(actualMac);
  // To a node packets have other addresses than its port's: what is sent to its MAC, it takes.
  // What else a pod holds is not in its port's addresses: OVN learns where it is.
  const isHeld = role === "destination" && view.plan.held !== undefined;
  const ipFits = isNodes || isHeld || ips.length === 0 || ips.some((one) => addressOf(one) === ip);
  if (macFits && ipFits) return null;
  const place = isNodes ? nodesPlace(context, role) : placeOf(context, role, ipFits);
  return {
    code: "LOGICAL_ADDRESS_MISMATCH",
    ...place,
    node,
    args: {
      ...ends(view),
      ...endArgs(view, role),
      actual: configured.join("; "),
      expected: [actualMac, ...(isNodes ? own : [ip])].join(" "),
    },
    resources: [{ kind: "Logical_Switch_Port", namespace: null, name: logicalPort ?? "" }],
    evidence: [row.id, port.id],
    weight: place === sent ? "supporting" : "decisive",
  };
}

/** Its interface is not addressed by what OVN sends there, so its kernel takes none of it. */
function nodesPlace({ view }: CheckContext, role: Role): Place {
  if (role === "source") return { stage: stackStage(view, role), direction: "reply" };
  const stage = view.plan.exit === "outside" ? "gateway" : stackStage(view, role);
  return { stage, direction: "request" };
}

/** What is decided by address sets and port groups of OVN takes the pod for another then. */
const sent: Place = { stage: "source-bridge", direction: "request" };

/**
 * A wrong MAC reaches the pod and is not taken. A wrong IP address is not answered for at all, and
 * who still has the right MAC sends to one that OVN does not know: both stop on the bridge.
 */
function placeOf(context: CheckContext, role: Role, ipFits: boolean): Place {
  const [near, pod]: [Place, Place] =
    role === "destination"
      ? [
          { stage: "source-bridge", direction: "request" },
          { stage: "destination-pod", direction: "request" },
        ]
      : [
          { stage: "destination-bridge", direction: "reply" },
          { stage: "source-pod", direction: "reply" },
        ];
  if (role === "destination") {
    return ipFits ? placeAmong(context, pod, near) : placeAmong(context, near, pod);
  }
  // To a MAC that OVN does not know it forwards nothing, wherever the answer comes from.
  const back: Place = { stage: "source-bridge", direction: "reply" };
  return ipFits ? placeAmong(context, pod, near, back) : placeAmong(context, near, pod, back, sent);
}
