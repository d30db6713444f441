import assert from "node:assert/strict";
import { test } from "node:test";
import { type Cell, type CellResult, cellsOf, runCell } from "./fault-matrix.ts";
import { type LabFault, labFaults } from "./lab-run.ts";
import { labSession } from "./session.ts";

/** How many files share the catalogue, each with a lab of its own, beside each other. */
const shares = 2;

/**
 * Every fault of the catalogue: injected with the real tools, diagnosed, cleared.
 *
 * The benchmark goes through everything; here each fault takes its turn: with one protocol, and of
 * those that both placements have every third is on one node.
 *
 * @param share which part of the catalogue, from 0 on.
 */
export async function testFaults(share: number): Promise<void> {
  const session = labSession(`tlfaults${share}`);
  const cells = cellsInTurn(await labFaults());
  for (const [index, cell] of cells.entries()) {
    if (index % shares !== share) continue;
    test(`${cell.fault.name}, ${cell.source} to ${cell.destination}`, async () => {
      const { protocols } = cell.fault;
      const turn = protocols.filter((_, at) => everyProtocol || at === index % protocols.length);
      const results = await runCell(session.env(), cell, { protocols: turn });
      assert.notEqual(results.length, 0);
      for (const result of results) assertAsTold(cell, result);
    });
  }
}

const everyProtocol = process.env.TAPLINE_TEST_PROTOCOLS === "all";

function cellsInTurn(faults: readonly LabFault[]): Cell[] {
  const onOneNode = new Set(faults.filter((_, index) => index % 3 === 0).map(({ name }) => name));
  return cellsOf(faults).filter(
    ({ fault, placement }) =>
      everyProtocol ||
      fault.placements.length === 1 ||
      (placement === "same-node") === onOneNode.has(fault.name),
  );
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
