import assert from "node:assert/strict";
import { test } from "node:test";
import { northboundShapes } from "../../../../lab/northbound/shapes.ts";
import { openVswitchShapes } from "../../../../lab/openvswitch/shapes.ts";
import type { DesiredRow, Shapes } from "../../../../lab/ovsdb/desired.ts";
import { recordedDatabase } from "../../../recorded-cluster.ts";
import { labObjects, labShaper, recordedObjects, recordedShaper, recordings } from "./clusters.ts";
import {
  type Difference,
  northboundBeyond,
  northboundDifferences,
  objectDifferences,
  switchBeyond,
  switchDifferences,
} from "./differences.ts";
import { labNorthbound, labSwitches } from "./lab-rows.ts";
import { shapesOfObjects } from "./objects.ts";
import { shapesOfDeclared, shapesOfRecorded, tablesBeyond } from "./rows.ts";
import { distinct } from "./shape.ts";

/** The lab is what Kube-OVN is, but for what is listed. */

/** Fails for what is listed nowhere, and for what is listed and is so no more. */
function assertAlike(
  lab: readonly string[],
  recorded: readonly string[],
  differences: readonly Difference[],
): void {
  assert.ok(lab.length > 0 && recorded.length > 0);
  const only = {
    lab: lab.filter((shape) => !recorded.includes(shape)),
    recorded: recorded.filter((shape) => !lab.includes(shape)),
  };
  for (const side of ["lab", "recorded"] as const) {
    const listed = differences.filter((one) => one.side === side);
    const unlisted = only[side].filter((shape) => !listed.some((one) => one.shape.test(shape)));
    assert.deepEqual(unlisted, [], `only in the ${side}, and not listed`);
    const gone = listed.filter((one) => !only[side].some((shape) => one.shape.test(shape)));
    assert.deepEqual(gone, [], `listed as only in the ${side}, and not so`);
  }
}

async function assertRowsAlike(
  rows: readonly DesiredRow[],
  files: readonly string[],
  shapes: Shapes,
  differences: readonly Difference[],
): Promise<string[]> {
  const recorded: string[] = [];
  const beyond: string[] = [];
  for (const release of recordings) {
    const shaper = await recordedShaper(release);
    for (const file of files) {
      const database = await recordedDatabase(release, file);
      recorded.push(...shapesOfRecorded(database, shapes, shaper));
      beyond.push(...tablesBeyond(database, shapes));
    }
  }
  assertAlike(shapesOfDeclared(rows, shapes, labShaper), distinct(recorded), differences);
  return distinct(beyond);
}

test("rows of the northbound are Kube-OVN's", async () => {
  const files = ["northbound.ovsdb"];
  const rows = labNorthbound();
  const beyond = await assertRowsAlike(rows, files, northboundShapes, northboundDifferences);
  assert.deepEqual(beyond, Object.keys(northboundBeyond).sort());
});

test("rows of a node's switch are Kube-OVN's", async () => {
  const files = ["n1", "n2", "n3"].map((node) => `${node}/vswitch.ovsdb`);
  const rows = labSwitches();
  const beyond = await assertRowsAlike(rows, files, openVswitchShapes, switchDifferences);
  assert.deepEqual(beyond, Object.keys(switchBeyond).sort());
});

test("objects are as Kube-OVN writes them", async () => {
  const recorded = await Promise.all(
    recordings.map(async (release) => {
      return shapesOfObjects(await recordedObjects(release), await recordedShaper(release));
    }),
  );
  const lab = shapesOfObjects(labObjects, labShaper);
  assertAlike(lab, distinct(recorded.flat()), objectDifferences);
});

test("a difference that nobody lists is seen, and one that is gone", () => {
  const listed: Difference[] = [{ side: "lab", shape: /^B$/, reason: "" }];
  assertAlike(["A", "B"], ["A"], listed);
  assert.throws(() => assertAlike(["A", "B"], ["A"], []), /not listed/);
  assert.throws(() => assertAlike(["A", "B"], ["A", "C"], listed), /only in the recorded/);
  assert.throws(() => assertAlike(["A"], ["A"], listed), /not so/);
});
