import { type CaseFile, caseVersion } from "../../../aggregator/evidence/case-file.ts";
import type { Plan } from "../../../aggregator/evidence/plan.ts";
import type { Sighting } from "../../../proto/records/sighting.ts";

/** A case that holds nothing but what the tap on the source's node saw. */
export function caseOf(plan: Plan, sightings: readonly Sighting[]): CaseFile {
  const at = "2026-01-01T00:00:00.000Z";
  const tap = {
    sightings,
    links: [],
    complete: true,
    lost: 0,
    sightingsExpected: sightings.length,
    problem: null,
  };
  const item = { id: "e1", at, node: plan.source.node, status: "ok", reason: null } as const;
  return {
    version: caseVersion,
    id: "01J0",
    startedAt: at,
    durationMs: 1,
    plan,
    agents: [],
    evidence: [{ ...item, kind: "sighting", name: "tap", data: tap }],
  };
}
