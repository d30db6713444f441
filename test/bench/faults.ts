import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Cell, type CellResult, cellsOf, runCell } from "../scenario/fault-matrix.ts";
import { keepCases, labOvnVersion } from "../scenario/keep-cases.ts";
import {
  diagnose,
  failureText,
  type LabFault,
  labFaults,
  labStatus,
  protocolArgs,
} from "../scenario/lab-run.ts";
import { quantiles } from "./quantiles.ts";

/**
 * The whole fault catalogue: a row for each fault, placement and protocol, and the accuracy of
 * stage and of cause at the end. Needs a lab that is up. TAPLINE_BENCH_ONLY=NAME[,NAME] takes some,
 * TAPLINE_BENCH_SHARD=2/3 the second of every three, for labs side by side.
 * TAPLINE_BENCH_RECORD=FOLDER keeps the cases as fixtures, test/fixtures/cases for the unit tests.
 */
export async function bench(): Promise<void> {
  const { env } = await labStatus();
  const only = process.env.TAPLINE_BENCH_ONLY?.split(",");
  const [shard = 1, shards = 1] = (process.env.TAPLINE_BENCH_SHARD ?? "1/1").split("/").map(Number);
  const faults = (await labFaults())
    .filter((fault) => only?.includes(fault.name) ?? true)
    .filter((_, index) => index % shards === shard - 1);
  const target = process.env.TAPLINE_BENCH_RECORD;
  const recordTo = mkdtempSync(join(tmpdir(), "tapline-cases-"));
  try {
    if (target !== undefined) await recordHealthy(env, recordTo, only);
    await runAll(env, faults, recordTo);
    if (target !== undefined) keepCases(recordTo, target, await labOvnVersion(env), faults);
  } finally {
    rmSync(recordTo, { recursive: true });
  }
}

async function runAll(
  env: Readonly<Record<string, string>>,
  faults: readonly LabFault[],
  recordTo: string,
): Promise<void> {
  const results: CellResult[] = [];
  let broken = 0;
  const show = (cell: Cell, result: CellResult): void => {
    printRow(cell, result);
    if (!result.causeRight || !result.confidenceRight) keep(cell, result, recordTo);
  };
  for (const cell of cellsOf(faults)) {
    try {
      const onResult = (result: CellResult): void => show(cell, result);
      results.push(...(await runCell(env, cell, { recordTo, onResult })));
    } catch (thrown) {
      broken += 1;
      const words = failureText(thrown).trim().split("\n").slice(-3).join(" | ");
      console.log(`BROKEN  ${cell.fault.name} ${cell.placement}: ${words}`);
    }
  }
  summary(results, broken);
}

interface HealthyPath {
  readonly name: string;
  readonly source?: string;
  readonly destination: string;
  readonly protocols: readonly CellResult["protocol"][];
  readonly target?: LabFault["target"];
}

const healthyPaths: readonly HealthyPath[] = [
  { name: "healthy.cross-node", destination: "b", protocols: ["icmp", "tcp", "udp"] },
  { name: "healthy.same-node", destination: "c", protocols: ["icmp", "tcp"] },
  { name: "healthy-routed.cross-node", destination: "d", protocols: ["icmp", "tcp"] },
  {
    name: "healthy-service.cross-node",
    destination: "svc/named",
    protocols: ["tcp"],
    target: "service",
  },
  { name: "healthy-external.same-node", destination: "198.18.4.10", protocols: ["icmp"] },
  {
    name: "healthy-external-centralized.cross-node",
    source: "f",
    destination: "198.18.4.10",
    protocols: ["icmp"],
  },
  { name: "healthy-node.cross-node", destination: "node/node2", protocols: ["icmp"] },
  {
    name: "healthy-from-node.cross-node",
    source: "node/node1",
    destination: "b",
    protocols: ["icmp", "tcp"],
  },
  {
    name: "healthy-between-nodes.cross-node",
    source: "node/node1",
    destination: "node/node2",
    protocols: ["icmp"],
  },
  {
    name: "healthy-from-node-external.same-node",
    source: "node/node1",
    destination: "198.18.4.10",
    protocols: ["icmp"],
  },
  { name: "healthy-underlay.cross-node", source: "ua", destination: "ub", protocols: ["icmp"] },
  {
    name: "healthy-underlay-external.cross-node",
    source: "ua",
    destination: "172.30.0.200",
    protocols: ["icmp"],
  },
];

/** @param only names of some, without the placement; all when left out. */
async function recordHealthy(
  env: Readonly<Record<string, string>>,
  folder: string,
  only?: readonly string[],
): Promise<void> {
  const isWanted = ({ name }: HealthyPath): boolean =>
    only?.includes(name.split(".")[0] ?? "") ?? true;
  for (const path of healthyPaths.filter(isWanted)) {
    const { name, source = "a", destination, protocols, target = "pod" } = path;
    for (const protocol of protocols) {
      const file = join(folder, `${name}.${protocol}.json`);
      await diagnose(
        env,
        source,
        destination,
        ...protocolArgs(protocol, { target }),
        "--save",
        file,
      );
    }
  }
}

function printRow({ fault, placement, expect }: Cell, result: CellResult): void {
  const mark = result.causeRight ? "ok   " : result.stageRight ? "CAUSE" : "STAGE";
  const words = ({ stage, direction, code }: CellResult["got"]): string =>
    `${stage ?? "-"}/${direction ?? "-"} ${code}`;
  const wanted = words(expect);
  const got = `${words(result.got)} ${result.got.outcome}`;
  const confidence = result.run.diagnosis?.confidence ?? result.run.stderr.trim().split("\n")[0];
  const families = result.wrongFamilies.join("; ");
  const time = `${result.run.seconds.toFixed(1)} s`;
  const where = `${result.protocol.padEnd(4)} ${placement.padEnd(10)}`;
  const head = `${mark} ${fault.name.padEnd(34)} ${where}`;
  const sure = result.confidenceRight ? confidence : `${confidence}, not ${expect.confidence}`;
  console.log(`${head} ${wanted.padEnd(56)} ${got} ${sure} ${time} ${families}`);
}

/** Wrong rows keep their document and their recorded case, to look at. */
function keep({ fault, placement }: Cell, result: CellResult, recordedIn: string): void {
  const folder = "dist/faults";
  mkdirSync(folder, { recursive: true });
  const name = `${fault.name}.${placement}.${result.protocol}`;
  const text = JSON.stringify(result.run.diagnosis ?? result.run.stderr, null, 2);
  writeFileSync(join(folder, `${name}.diagnosis.json`), text);
  const recorded = join(recordedIn, `${name}.json`);
  if (existsSync(recorded)) copyFileSync(recorded, join(folder, `${name}.case.json`));
}

function summary(results: readonly CellResult[], broken: number): void {
  const rate = (count: number): string =>
    `${count} of ${results.length} (${((100 * count) / results.length).toFixed(1)} %)`;
  const seconds = results.map(({ run }) => run.seconds);
  console.log(`\nstage and direction: ${rate(results.filter((r) => r.stageRight).length)}`);
  console.log(`cause:               ${rate(results.filter((r) => r.causeRight).length)}`);
  const sure = results.filter((r) => !r.causeRight && r.run.diagnosis?.confidence === "confirmed");
  console.log(`wrong and confirmed: ${sure.length}`);
  console.log(`seconds:             ${quantiles(seconds)}`);
  if (broken > 0) console.log(`not run:             ${broken} cells`);
}
