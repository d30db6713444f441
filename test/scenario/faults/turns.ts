import assert from "node:assert/strict";
import { test } from "node:test";
import { mixed, seed } from "../../seed.ts";
import { type Cell, type CellResult, cellsOf, runCell } from "../fault-matrix.ts";
import { type LabFault, labFaults } from "../lab-run.ts";
import { labSession } from "../session.ts";

/** How many files share the catalogue, each with a lab of its own, three at a time. */
const shares = 6;

/**
 * Every fault of the catalogue: injected with the real tools, diagnosed, cleared.
 *
 * The benchmark goes through everything; here each fault is seen once, with a protocol and in a
 * placement that the seed chooses: other ones for another commit.
 *
 * @param share which part of the catalogue, from 0 on.
 */
export async function testFaults(share: number): Promise<void> {
  const session = labSession(`tlfaults${share}`);
  const faults = await labFaults();
  for (const [index, fault] of faults.entries()) {
    if (index % shares !== share) continue;
    for (const { cell, protocols } of turnsOf(fault, mixed(seed, index))) {
      test(`${fault.name}, ${cell.source} to ${cell.destination}, ${protocols}`, async () => {
        const results = await runCell(session.env(), cell, { protocols });
        assert.notEqual(results.length, 0);
        for (const result of results) assertAsTold(cell, result);
      });
    }
  }
}

interface Turn {
  readonly cell: Cell;
  readonly protocols: readonly CellResult["protocol"][];
}

/** TAPLINE_TEST_PROTOCOLS=all takes all placements and protocols. */
const everything = process.env.TAPLINE_TEST_PROTOCOLS === "all";

/** @param chance any whole number from 0 on */
function turnsOf(fault: LabFault, chance: number): Turn[] {
  const cells = cellsOf([fault]);
  const { protocols } = fault;
  if (everything) return cells.map((cell) => ({ cell, protocols }));
  const cell = cells[chance % cells.length];
  // Another digit of the number, so that each placement meets each protocol.
  const protocol = protocols[Math.floor(chance / 16) % protocols.length];
  return cell === undefined || protocol === undefined ? [] : [{ cell, protocols: [protocol] }];
}

function assertAsTold(cell: Cell, result: CellResult): void {
  const label = `${cell.fault.name} ${cell.placement} ${result.protocol}`;
  assert.deepEqual(result.got, wanted(cell), `${label}: ${firstWords(result.run.stderr)}`);
  assert.deepEqual(result.wrongFamilies, [], label);
  assert.equal(result.run.exitCode, cell.expect.outcome === "reachable" ? 0 : 1, label);
  assert.equal(result.run.diagnosis?.confidence, cell.expect.confidence, label);
}

function wanted({ expect }: Cell): CellResult["got"] {
  const { outcome, stage, direction, code } = expect;
  return { outcome, stage, direction, code };
}

function firstWords(stderr: string): string {
  return stderr.trim().split("\n")[0] ?? "";
}
