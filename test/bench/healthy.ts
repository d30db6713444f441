import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type HealthyPath, healthyPaths } from "../scenario/healthy-paths.ts";
import { type DiagnoseRun, diagnose, labStatus } from "../scenario/lab-run.ts";
import { quantiles } from "./quantiles.ts";

/**
 * Paths that work, of every kind of destination, over and over: a diagnosis that finds a fault on
 * one of them, and what is less than confirmed, is a row; how long they took is at the end.
 * TAPLINE_BENCH_COUNT diagnoses, 500 when not given.
 */
export async function bench(): Promise<void> {
  const { env } = await labStatus();
  const count = Number(process.env.TAPLINE_BENCH_COUNT ?? 500);
  const seconds: number[] = [];
  const faults: string[] = [];
  let unsure = 0;
  for (let index = 0; index < count; index++) {
    const path = healthyPaths[index % healthyPaths.length];
    if (path === undefined) break;
    const run = await diagnose(env, ...path.args);
    seconds.push(run.seconds);
    const fault = faultOf(run);
    if (fault !== null) faults.push(keep(path, run, index, fault));
    else if (run.diagnosis?.confidence !== "confirmed") {
      unsure += 1;
      keep(path, run, index, `only ${run.diagnosis?.confidence}`);
    }
  }
  console.log(`\nhealthy diagnoses:   ${seconds.length}, of ${healthyPaths.length} paths`);
  console.log(`with a fault:        ${faults.length}`);
  console.log(`not confirmed:       ${unsure}`);
  console.log(`seconds:             ${quantiles(seconds)}`);
  if (faults.length > 0) process.exitCode = 1;
}

/** What is wrong with a verdict about a path that works; null when nothing is. */
function faultOf({ diagnosis, stderr, exitCode }: DiagnoseRun): string | null {
  if (diagnosis === null) return `exit ${exitCode}: ${stderr.trim().split("\n")[0]}`;
  const { outcome, failure, cause } = diagnosis;
  if (outcome !== "reachable") {
    return `${outcome} ${failure?.stage ?? "-"}/${failure?.direction ?? "-"} ${cause?.code ?? "-"}`;
  }
  const alarming = diagnosis.findings.filter(({ level }) => level !== "info");
  return alarming.length === 0 ? null : alarming.map(({ code }) => code).join(", ");
}

/** Such rows keep their document, to look at. */
function keep({ kind, args }: HealthyPath, run: DiagnoseRun, index: number, words: string): string {
  const row = `${args.join(" ")} (${kind}): ${words}, ${run.seconds.toFixed(1)} s`;
  console.log(row);
  const folder = "dist/healthy";
  mkdirSync(folder, { recursive: true });
  const text = JSON.stringify(run.diagnosis ?? run.stderr, null, 2);
  writeFileSync(join(folder, `${index}.json`), text);
  return row;
}
