import assert from "node:assert/strict";
import type { EvidenceItem } from "../../../../aggregator/evidence/item.ts";
import type { Diagnosis } from "../../../../proto/documents/v1/diagnosis.ts";
import { said } from "../../../../proto/reasons/index.ts";

/** How an item is taken away. */
export type Loss = "keep" | "gone" | "failed" | "thinned";

export const losses: readonly Loss[] = ["keep", "keep", "gone", "failed", "thinned"];

export function lose(item: EvidenceItem, loss: Loss, which: number): EvidenceItem[] {
  switch (loss) {
    case "keep":
      return [item];
    case "gone":
      return [];
    case "failed":
      return [
        { ...item, status: "failed", reason: said("taken away"), data: null } as EvidenceItem,
      ];
    case "thinned":
      return [thinned(item, which)];
  }
}

/** One sighting of a tap, or one attempt of a probe, is missing. */
export function thinned(item: EvidenceItem, which: number): EvidenceItem {
  if (item.name === "tap" && item.data !== null) {
    const { sightings } = item.data;
    const left = sightings.filter((_, index) => index !== which % Math.max(1, sightings.length));
    return { ...item, data: { ...item.data, sightings: left } };
  }
  if (item.name === "probe" && item.data !== null) {
    const { attempts } = item.data;
    const left = attempts.filter((_, index) => index !== which % Math.max(1, attempts.length));
    return { ...item, data: { ...item.data, attempts: left } };
  }
  return item;
}

const sureness = { inconclusive: 0, likely: 1, confirmed: 2 } as const;

/** What is left to say of a cause once nobody can tell what makes it that one. */
const lessPrecise: Readonly<Record<string, string>> = {
  FLOW_SHADOWED: "FLOW_ALIEN",
  OVN_VERSION_MISMATCH: "OVN_CONTROLLER_LAGGING",
};

/** A cause that remains is the same, or was a finding already; what is new is never confirmed. */
function assertNoNewCause(before: Diagnosis, after: Diagnosis, name: string): void {
  const code = after.cause?.code;
  if (code === undefined || before.findings.some((finding) => finding.code === code)) return;
  if (lessPrecise[before.cause?.code ?? ""] === code) return;
  const words = `${name}: ${before.cause?.code} became ${code}`;
  assert.notEqual(after.confidence, "confirmed", words);
}

/** Taking evidence away may weaken a verdict, never move it, and makes nothing surer. */
export function assertOnlyWeaker(before: Diagnosis, after: Diagnosis, name: string): void {
  const [was, is] = [before.failure, after.failure];
  if (is !== null) {
    assert.ok(was !== null, `${name}: a failure appeared at ${is.stage}`);
    assert.deepEqual([is.stage, is.direction], [was.stage, was.direction], `${name}: it moved`);
  }
  const surer = sureness[after.confidence] > sureness[before.confidence];
  assert.ok(!surer, `${name}: ${before.confidence} became ${after.confidence}`);
  assertNoNewCause(before, after, name);
  if (before.outcome === "reachable") {
    assert.ok(["reachable", "inconclusive"].includes(after.outcome), `${name}: ${after.outcome}`);
  } else if (after.outcome === "reachable") {
    // The asked probes were answered; what made the path degraded is no longer seen.
    assert.equal(before.outcome, "degraded", name);
    assert.notEqual(after.confidence, "confirmed", `${name}: loss of evidence reads as health`);
  }
}
