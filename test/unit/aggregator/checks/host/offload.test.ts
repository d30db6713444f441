import assert from "node:assert/strict";
import { test } from "node:test";
import type { CaseFile } from "../../../../../aggregator/evidence/case-file.ts";
import { conclude } from "../../../../../aggregator/verdict/conclude.ts";
import type { Diagnosis } from "../../../../../proto/documents/v1/diagnosis.ts";
import type { Sighting } from "../../../../../proto/records/sighting.ts";
import { edited, failed, recorded } from "../../verdict/edit-case.ts";
import { recordedCases } from "../../verdict/recorded-cases.ts";

const healthy = recorded("healthy.cross-node.tcp");

/** A node's tap lost nothing, and did not see some of the packets that passed. */
function blindTo(
  caseFile: CaseFile,
  node: string | null,
  passesBy: (sighting: Sighting) => boolean,
): CaseFile {
  return edited(caseFile, "tap", (item, data) => {
    if (item.node !== node) return undefined;
    const sightings = data.sightings.filter((sighting) => !passesBy(sighting));
    return { ...data, sightings, sightingsExpected: sightings.length };
  });
}

function offloading(caseFile: CaseFile): CaseFile {
  return edited(caseFile, "tap", (_item, data) => ({ ...data, hwOffload: true }));
}

function offloaded({ findings }: Diagnosis): readonly string[] {
  return findings.filter(({ code }) => code === "OFFLOADED_PATH").map(({ summary }) => summary);
}

function statusOf(caseFile: CaseFile): string | undefined {
  return conclude(caseFile).checks.find(({ name }) => name === "host/offload")?.status;
}

/** The asked TCP connections but for the first were not answered. */
function fourTimedOut(caseFile: CaseFile): CaseFile {
  return edited(caseFile, "probe", (item, data) => {
    if (item.series !== "asked") return undefined;
    const attempts = data.attempts.map((attempt, index): typeof attempt =>
      index === 0 ? attempt : { ...attempt, outcome: "timeout" },
    );
    return { ...data, attempts };
  });
}

const inTunnel = ({ tunnel }: Sighting): boolean => tunnel !== null;

test("answered packets that a whole tap did not see: reachable, not confirmed, and said", () => {
  for (const role of ["source", "destination"] as const) {
    const { node } = healthy.plan[role];
    const diagnosis = conclude(blindTo(healthy, node, inTunnel));
    assert.equal(diagnosis.outcome, "reachable");
    assert.equal(diagnosis.confidence, "likely");
    assert.deepEqual(offloaded(diagnosis), [
      `The tap on ${node} may miss packets: answered packets were not seen at ${role}-uplink`,
    ]);
  }
});

test("clean where packets were seen, skipped where the tap could not be looked at", () => {
  assert.equal(statusOf(healthy), "clean");
  assert.equal(statusOf(failed(healthy, "tap")), "skipped");
  assert.equal(statusOf(offloading(healthy)), "found");
});

test("some answered ones show that the point is blind, so no stage is named by its silence", () => {
  const { node } = healthy.plan.source;
  const lost = fourTimedOut(healthy);
  const blind = conclude(blindTo(lost, node, (s) => inTunnel(s)));
  assert.notEqual(blind.failure?.stage, "source-bridge");
  assert.notEqual(blind.outcome, "unreachable");
});

test("with hw-offload on, packets that are not seen name no stage", () => {
  for (const { name, caseFile } of recordedCases()) {
    if (!name.startsWith("underlay-blocked") && !name.startsWith("healthy")) continue;
    const { node } = caseFile.plan.destination;
    if (node === null) continue; // outside the cluster nobody looks
    const known = edited(caseFile, "tap", (item, data) =>
      item.node === node ? { ...data, hwOffload: true } : undefined,
    );
    const diagnosis = conclude(blindTo(known, node, () => true));
    assert.notEqual(diagnosis.outcome, "unreachable", name);
    assert.notEqual(diagnosis.confidence, "confirmed", name);
    assert.notDeepEqual(offloaded(diagnosis), [], name);
    // Of an address that several ports have, whose answers they are is then open.
    if (!name.startsWith("healthy") || caseFile.plan.isAddressShared) continue;
    assert.equal(diagnosis.outcome, "reachable", name);
  }
});

test("hw-offload weakens a verdict and never moves it", () => {
  for (const { name, caseFile } of recordedCases()) {
    const [was, is] = [conclude(caseFile), conclude(offloading(caseFile))];
    assert.notEqual(is.cause?.code, "OFFLOADED_PATH", name);
    if (is.failure === null) continue;
    assert.deepEqual(
      [is.failure.stage, is.failure.direction],
      [was.failure?.stage, was.failure?.direction],
      name,
    );
  }
});
