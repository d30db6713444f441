import type { Direction, Stage } from "../../../proto/diagnosis.ts";
import type { Role } from "../../evidence/plan.ts";
import {
  type Check,
  type CheckContext,
  endArgs,
  ends,
  type Found,
  foundOrClean,
  skipped,
} from "./check.ts";

/** The interfaces on the path are up: the pod's, its veth, and the uplink. */
export const interfaceStateCheck: Check = {
  name: "host/interface-state",
  description: "The interfaces of both pods, on the host and inside, are up",
  codes: ["INTERFACE_DOWN", "POD_INTERFACE_DOWN"],
  run(context) {
    const found: Found[] = [];
    const reasons: string[] = [];
    for (const role of ["source", "destination"] as const) {
      const result = downOf(context, role);
      if (typeof result === "string") reasons.push(result);
      else if (result !== null) found.push(result);
    }
    if (found.length === 0 && reasons.length > 0) return skipped(reasons.join("; "));
    return foundOrClean(found);
  },
};

function downOf({ view, stage }: CheckContext, role: Role): Found | string | null {
  const port = view.port(role);
  const facts = view.nodeFacts(role);
  if (!port.known) return port.reason;
  if (!facts.known) return facts.reason;
  const node = view.plan[role].node;
  const args = { ...ends(view), ...endArgs(view, role) };
  const veth = facts.value.links.find((link) => link.ifindex === port.value?.vethIfindex);
  if (veth !== undefined && !veth.up) {
    return {
      code: "INTERFACE_DOWN",
      ...(role === "source" ? segment("source-pod") : segment("destination-bridge")),
      node,
      args: { ...args, interface: veth.name },
      resources: [{ kind: "Interface", namespace: null, name: veth.name }],
      evidence: [facts.id, port.id],
      weight: "decisive",
    };
  }
  const pod = view.podFacts(role);
  if (!pod.known) return pod.reason;
  const name = port.value?.podInterface || "eth0";
  const eth = pod.value.links.find((link) => link.name === name);
  if (eth === undefined || eth.up) return null;
  return {
    code: "POD_INTERFACE_DOWN",
    // The host's end still takes the packet, and hands it to nobody: it may or may not be seen there.
    ...(role === "source"
      ? segment("source-pod")
      : segment(
          stage?.known && stage.segment.stage === "destination-bridge"
            ? "destination-bridge"
            : "destination-pod",
        )),
    node,
    args: { ...args, interface: name },
    resources: [{ kind: "Pod", namespace: view.plan[role].namespace, name: view.plan[role].name }],
    evidence: [pod.id],
    weight: "decisive",
  };
}

function segment(stage: Stage): { stage: Stage; direction: Direction } {
  return { stage, direction: "request" };
}
