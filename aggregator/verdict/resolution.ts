import type { NameResolution } from "../../proto/documents/v1/attempts.ts";
import type { Diagnosis, Finding } from "../../proto/documents/v1/diagnosis.ts";
import type { CaseView } from "../evidence/view.ts";
import { findingDocument } from "./finding.ts";

/**
 * Adds how the destination's name was resolved. A name that the pod's resolver does not resolve
 * fails before any packet of the path is sent, so it is said beside what packets say.
 */
export function withResolution({ plan }: CaseView, diagnosis: Diagnosis): Diagnosis {
  const { resolution = null } = plan;
  const found = resolution?.status === "failed" ? [findingOf(plan, resolution)] : [];
  return { ...diagnosis, resolution, findings: [...diagnosis.findings, ...found] };
}

function findingOf(plan: CaseView["plan"], resolution: NameResolution): Finding {
  const { namespace, name, node } = plan.source;
  const tried = resolution.attempts.map((one) => `${one.name} ${one.outcome}`);
  const args = {
    source: namespace === null ? name : `${namespace}/${name}`,
    namespace: namespace ?? "",
    name,
    match: resolution.name,
    address: resolution.nameservers.join(", "),
    detail: tried.join(", "),
  };
  return findingDocument("NAME_NOT_RESOLVED", args, {
    resources: [{ kind: "Pod", namespace, name }],
    stage: "source-pod",
    direction: "request",
    node,
    // It was asked before the path was planned: the plan holds it.
    evidence: [],
  });
}
