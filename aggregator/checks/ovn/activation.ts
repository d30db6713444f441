import { flowDropOf, waitsForActivation } from "../../correlation/locate/flow-drop.ts";
import { stageReads } from "../../correlation/locate/stage.ts";
import type { Role } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { type Check, type Found, foundOrSkipped } from "../check.ts";
import { type Traced, tracesOf } from "../openflow/traced.ts";

/**
 * A port that is to move to a chassis is dropped there until it is activated, as for a live
 * migration (ovn-nb(5), Logical_Switch_Port options:activation-strategy).
 */
export const activationCheck: Check = {
  name: "ovn/activation",
  description: "No logical port on the way waits for its activation",
  codes: ["PORT_AWAITS_ACTIVATION"],
  reads: stageReads,
  run({ view }) {
    const { traces, missing } = tracesOf(view);
    return foundOrSkipped(
      traces.flatMap((traced) => waitingAt(view, traced)),
      missing,
    );
  },
};

function waitingAt(view: CaseView, traced: Traced): Found[] {
  const { evidence, node, stage, direction, id } = traced;
  const drop = flowDropOf(evidence);
  if (drop === null || drop.step === null) return [];
  if (!waitsForActivation(drop.step, drop.owner)) return [];
  const found = waitingPort(view, node ?? "");
  if (found === null) return [];
  const { lsp, strategy, evidence: row } = found;
  return [
    {
      code: "PORT_AWAITS_ACTIVATION",
      stage,
      direction,
      node,
      args: { lsp, node: node ?? "", strategy },
      resources: [{ kind: "Port_Binding", namespace: null, name: lsp }],
      evidence: [id, row],
      weight: "decisive",
    },
  ];
}

function waitingPort(
  view: CaseView,
  node: string,
): { readonly lsp: string; readonly strategy: string; readonly evidence: string } | null {
  for (const role of ["source", "destination"] satisfies Role[]) {
    const binding = view.portBinding(role);
    const migration = binding.known ? binding.value?.migration : undefined;
    if (!binding.known || binding.value === null || migration === undefined) continue;
    const { strategy, waiting } = migration;
    if (strategy === null || !waiting.includes(node)) continue;
    return { lsp: binding.value.logicalPort, strategy, evidence: binding.id };
  }
  return null;
}
