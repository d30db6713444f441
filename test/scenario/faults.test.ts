import assert from "node:assert/strict";
import { test } from "node:test";
import { type Cell, type CellResult, cellsOf, runCell } from "./fault-matrix.ts";
import { labFaults } from "./lab-run.ts";
import { labSession } from "./session.ts";

/** Every fault of the catalogue: injected with the real tools, diagnosed, cleared. */
const session = labSession("tlfaults");

const faults = await labFaults();

/**
 * The benchmark goes through everything; here each fault takes its turn: with one protocol, and of
 * those that both placements have every third is on one node.
 */
const everyProtocol = process.env.TAPLINE_TEST_PROTOCOLS === "all";
const onOneNode = new Set(faults.filter((_, index) => index % 3 === 0).map(({ name }) => name));
const isOurTurn = ({ fault, placement }: Cell): boolean =>
  everyProtocol ||
  fault.placements.length === 1 ||
  (placement === "same-node") === onOneNode.has(fault.name);
const cells = cellsOf(faults).filter(isOurTurn);
/** "2/3": the second third of the cells only, for labs side by side. */
const [shard = 1, shards = 1] = (process.env.TAPLINE_TEST_SHARD ?? "1/1").split("/").map(Number);

for (const [index, cell] of cells.entries()) {
  if (index % shards !== shard - 1) continue;
  test(`${cell.fault.name}, ${cell.source} to ${cell.destination}`, async () => {
    const { protocols } = cell.fault;
    const turn = protocols.filter((_, at) => everyProtocol || at === index % protocols.length);
    const results = await runCell(session.env(), cell, { protocols: turn });
    assert.notEqual(results.length, 0);
    for (const result of results) {
      const label = `${cell.fault.name} ${cell.placement} ${result.protocol}`;
      assert.deepEqual(result.got, wanted(cell), `${label}: ${firstWords(result.run.stderr)}`);
      assert.deepEqual(result.wrongFamilies, [], label);
      assert.equal(result.run.exitCode, cell.expect.outcome === "reachable" ? 0 : 1, label);
      assert.equal(result.run.diagnosis?.confidence, cell.expect.confidence, label);
    }
  });
}

function wanted({ expect }: Cell): CellResult["got"] {
  const { outcome, stage, direction, code } = expect;
  return { outcome, stage, direction, code };
}

function firstWords(stderr: string): string {
  return stderr.trim().split("\n")[0] ?? "";
}
