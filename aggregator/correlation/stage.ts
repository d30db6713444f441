import type { Role } from "../evidence/plan.ts";
import type { CaseView } from "../evidence/view.ts";
import { flowDropOf, lastLogicalStep } from "./flow-drop.ts";
import type { Segment } from "./route.ts";
import { vswitchdDown } from "./vswitchd.ts";
import { wiringOf } from "./wiring.ts";

/**
 * Names the stage of a gap between two points.
 *
 * Inside pods and in the underlay the points themselves decide. On a bridge two more things must be
 * known: what br-int does with the packet, and whether both ports are wired up at all. While one of
 * them is unknown the stage is unknown: a conclusion that later evidence could move is none.
 */
export type StageAnswer =
  | { readonly known: true; readonly segment: Segment; readonly evidence: readonly string[] }
  | { readonly known: false; readonly reason: string };

export function stageOf(view: CaseView, candidate: Segment): StageAnswer {
  if (!candidate.stage.endsWith("-bridge"))
    return { known: true, segment: candidate, evidence: [] };
  const role: Role = candidate.stage === "source-bridge" ? "source" : "destination";
  const down = vswitchdDown(view, role);
  // Nothing decides on a bridge whose switch is down, and nothing can be asked.
  if (down.known && down.value !== null) {
    return { known: true, segment: candidate, evidence: [down.id] };
  }
  const trace = view.openflowTrace(candidate.direction, role);
  if (!trace.known) {
    return { known: false, reason: `what br-int does is not known: ${trace.reason}` };
  }
  const drop = flowDropOf(trace.value);
  if (drop === null || drop.kind === "miss") {
    const wiring = worstWiring(view);
    if (wiring.state === "unknown") return { known: false, reason: wiring.reason };
    if (wiring.state === "broken") {
      const segment: Segment = { stage: "control-plane", direction: "request" };
      return { known: true, segment, evidence: [trace.id] };
    }
  }
  if (view.plan.relation === "cross-node" || candidate.direction === "reply") {
    return { known: true, segment: candidate, evidence: [trace.id] };
  }
  return onOneBridge(view, candidate, trace.value, trace.id);
}

/**
 * Both pods are on one br-int. A drop that is proven to be in the egress pipeline of the
 * destination's switch is the destination's bridge, any other is the source's.
 */
function onOneBridge(
  view: CaseView,
  candidate: Segment,
  evidence: Parameters<typeof flowDropOf>[0],
  id: string,
): StageAnswer {
  const answer = (stage: "source-bridge" | "destination-bridge"): StageAnswer => ({
    known: true,
    segment: { ...candidate, stage },
    evidence: [id],
  });
  const drop = flowDropOf(evidence);
  if (drop === null) {
    // The flows deliver: then it is the interface behind the last port, or nothing we can see.
    const facts = view.nodeFacts("destination");
    const port = view.port("destination");
    if (!facts.known) return { known: false, reason: facts.reason };
    if (!port.known) return { known: false, reason: port.reason };
    const link = facts.value.links.find((l) => l.ifindex === port.value?.vethIfindex);
    return answer(link !== undefined && !link.up ? "destination-bridge" : "source-bridge");
  }
  const owner = evidence.owners[lastLogicalStep(evidence, evidence.trace.decidingStep)];
  const inEgress =
    owner?.kind === "logical-flow" &&
    owner.pipeline === "egress" &&
    owner.datapath === view.plan.destination.switchName;
  return answer(inEgress ? "destination-bridge" : "source-bridge");
}

function worstWiring(view: CaseView): ReturnType<typeof wiringOf> {
  const both = [wiringOf(view, "source"), wiringOf(view, "destination")];
  return (
    both.find((wiring) => wiring.state === "unknown") ??
    both.find((wiring) => wiring.state === "broken") ?? { state: "good" }
  );
}
