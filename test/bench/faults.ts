import { mkdirSync, writeFileSync } from "node:fs";
import { type Cell, type CellResult, cellsOf, runCell } from "../scenario/fault-matrix.ts";
import { failureText, labFaults, labStatus } from "../scenario/lab-run.ts";

/**
 * The whole fault catalogue: a row for each fault, placement and protocol, and the accuracy of
 * stage and of cause at the end. Needs a lab that is up. TAPLINE_BENCH_ONLY=NAME[,NAME] takes some;
 * TAPLINE_BENCH_RECORD=FOLDER keeps the recorded cases.
 */
export async function bench(): Promise<void> {
  const { env } = await labStatus();
  const only = process.env.TAPLINE_BENCH_ONLY?.split(",");
  const faults = (await labFaults()).filter((fault) => only?.includes(fault.name) ?? true);
  const recordTo = process.env.TAPLINE_BENCH_RECORD;
  const record = recordTo === undefined ? {} : { recordTo };
  const results: CellResult[] = [];
  const seconds: number[] = [];
  let broken = 0;
  const show = (cell: Cell, result: CellResult): void => {
    seconds.push(result.run.seconds);
    printRow(cell.fault.name, cell.placement, cell.expect, result);
    if (!result.causeRight) keep(`${cell.fault.name}-${cell.placement}`, result);
  };
  for (const cell of cellsOf(faults)) {
    try {
      const before = results.length;
      results.push(
        ...(await runCell(env, cell, { ...record, onResult: (result) => show(cell, result) })),
      );
      if (results.length === before) throw new Error("no protocol concerns this placement");
    } catch (thrown) {
      broken += 1;
      const words = failureText(thrown).trim().split("\n").slice(-3).join(" | ");
      console.log(`BROKEN  ${cell.fault.name} ${cell.placement}: ${words}`);
    }
  }
  summary(results, seconds, broken);
}

function printRow(
  name: string,
  placement: string,
  expect: CellResult["got"],
  result: CellResult,
): void {
  const mark = result.causeRight ? "ok   " : result.stageRight ? "CAUSE" : "STAGE";
  const wanted = `${expect.stage}/${expect.direction} ${expect.code}`;
  const got = `${result.got.stage}/${result.got.direction} ${result.got.code} ${result.got.outcome}`;
  const confidence = result.run.diagnosis?.confidence ?? result.run.stderr.trim().split("\n")[0];
  const time = `${result.run.seconds.toFixed(1)} s`;
  const head = `${mark} ${name.padEnd(34)} ${result.protocol.padEnd(4)} ${placement.padEnd(10)}`;
  console.log(`${head} ${wanted.padEnd(56)} ${got} ${confidence} ${time}`);
}

/** Wrong rows keep their document, to look at. */
function keep(name: string, result: CellResult): void {
  mkdirSync("dist/faults", { recursive: true });
  const text = JSON.stringify(result.run.diagnosis ?? result.run.stderr, null, 2);
  writeFileSync(`dist/faults/${name}-${result.protocol}.json`, text);
}

function summary(results: readonly CellResult[], seconds: number[], broken: number): void {
  const rate = (count: number): string =>
    `${count} of ${results.length} (${((100 * count) / results.length).toFixed(1)} %)`;
  const sorted = [...seconds].sort((a, b) => a - b);
  const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
  console.log(`\nstage and direction: ${rate(results.filter((r) => r.stageRight).length)}`);
  console.log(`cause:               ${rate(results.filter((r) => r.causeRight).length)}`);
  const sure = results.filter((r) => !r.causeRight && r.run.diagnosis?.confidence === "confirmed");
  console.log(`wrong and confirmed: ${sure.length}`);
  console.log(
    `seconds:             median ${sorted[sorted.length >> 1]?.toFixed(2)}, p95 ${p95.toFixed(2)}`,
  );
  if (broken > 0) console.log(`not run:             ${broken} cells`);
}
