import { flowDropOf, isAlien } from "../correlation/flow-drop.ts";
import { type Check, ends, type Found, foundOrClean, skipped } from "./check.ts";
import { type Traced, tracesOf } from "./traced.ts";

/** No flow decides the packet that OVN did not put there. */
export const flowAlienCheck: Check = {
  name: "openflow/alien",
  description: "Every flow that decides these packets was installed by OVN",
  codes: ["FLOW_ALIEN", "FLOW_WRONG_OUTPUT"],
  run({ view }) {
    const { traces, missing } = tracesOf(view);
    const found: Found[] = [];
    for (const traced of traces) {
      const alien = alienStep(traced, controllerConnected(traced));
      if (alien === null) continue;
      const { step, drops } = alien;
      found.push({
        code: drops ? "FLOW_ALIEN" : "FLOW_WRONG_OUTPUT",
        stage: traced.stage,
        direction: traced.direction,
        node: traced.node,
        args: {
          ...ends(view, traced.direction),
          node: traced.node ?? "",
          table: step.table,
          priority: step.priority,
          cookie: step.cookie || "0",
          match: step.match === "" ? "any packet" : step.match,
          actual: step.actions.join(",") || "drop",
          expected: view.plan[receiver(traced)].logicalPort ?? "the receiving pod",
          detail: `table=${step.table}, priority=${step.priority}, ${step.match}`,
        },
        resources: [{ kind: "Flow", namespace: null, name: flowName(step) }],
        evidence: [traced.id],
        weight: "decisive",
      });
    }
    if (found.length === 0 && missing.length > 0) return skipped(missing.join("; "));
    return foundOrClean(found);

    /** A disconnected ovn-controller leaves flows behind that no southbound row carries. */
    function controllerConnected(traced: Traced): boolean {
      const facts = view.nodeFacts(traced.role);
      return facts.known && facts.value.ovnController?.connection === "connected";
    }
  },
};

function receiver({ direction }: Traced): "source" | "destination" {
  return direction === "request" ? "destination" : "source";
}

function alienStep(
  { evidence }: Traced,
  connected: boolean,
): { step: Traced["evidence"]["trace"]["steps"][number]; drops: boolean } | null {
  const drop = flowDropOf(evidence);
  if (drop?.step && (drop.kind === "alien" || (drop.kind === "stale" && connected))) {
    return { step: drop.step, drops: !outputs(drop.step.actions) };
  }
  for (const [index, step] of evidence.trace.steps.entries()) {
    const owner = evidence.owners[index];
    if (owner === undefined) continue;
    const foreign =
      isAlien(step, owner) ||
      (owner.kind === "unknown-cookie" && connected && (outputs(step.actions) || drops(step)));
    if (foreign) return { step, drops: !outputs(step.actions) };
  }
  return null;
}

function drops(step: { actions: readonly string[] }): boolean {
  return step.actions.length === 0 || step.actions.some((action) => action.trim() === "drop");
}

function outputs(actions: readonly string[]): boolean {
  return actions.some((action) =>
    /^(output\b|NORMAL|FLOOD|LOCAL|IN_PORT|\d+$)/i.test(action.trim()),
  );
}

function flowName(step: {
  bridge: string;
  table: number;
  priority: number;
  match: string;
}): string {
  return `${step.bridge} table=${step.table},priority=${step.priority},${step.match}`;
}
