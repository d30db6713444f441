import { join } from "node:path";
import {
  type DiagnoseRun,
  diagnose,
  type Expectation,
  type LabFault,
  lab,
  protocolArgs,
} from "./lab-run.ts";

export type Placement = "cross-node" | "same-node";

/** One fault, injected in one placement. */
export interface Cell {
  readonly fault: LabFault;
  readonly placement: Placement;
  readonly source: string;
  readonly destination: string;
  readonly expect: Expectation;
}

export interface CellResult {
  readonly protocol: "icmp" | "tcp" | "udp";
  readonly run: DiagnoseRun;
  readonly got: Omit<Expectation, "confidence">;
  /** IP versions that are not as the fault says, with what the verdict says of them. */
  readonly wrongFamilies: readonly string[];
  readonly stageRight: boolean;
  readonly causeRight: boolean;
  /** The cause is as sure as the fault says it can be. */
  readonly confidenceRight: boolean;
}

/** The pod beside source a on node1, for faults of one node. */
const sameNodeDestination = "c";

export function cellsOf(faults: readonly LabFault[]): Cell[] {
  return faults.flatMap((fault) =>
    fault.placements.map((placement) => {
      const sameNode = placement === "same-node";
      return {
        fault,
        placement,
        source: fault.defaultSource,
        destination: sameNode ? sameNodeDestination : fault.defaultDestination,
        expect: (sameNode ? fault.expectSameNode : undefined) ?? fault.expect,
      };
    }),
  );
}

export interface CellOptions {
  /** Only these of the fault's protocols; all of them when left out. */
  readonly protocols?: readonly CellResult["protocol"][];
  readonly onResult?: (result: CellResult) => void;
  /** How the lab is built anew, when it cannot be cleared. */
  readonly upOptions?: readonly string[];
  /** Folder that gets the recorded case of each diagnosis. */
  readonly recordTo?: string;
}

/** Injects the fault, diagnoses it with every protocol it concerns, and clears the lab. */
export async function runCell(
  env: Readonly<Record<string, string>>,
  cell: Cell,
  options: CellOptions = {},
): Promise<CellResult[]> {
  const { fault, source, destination } = cell;
  const results: CellResult[] = [];
  try {
    await lab("inject", fault.name, "--source", source, "--destination", destination);
    for (const protocol of options.protocols ?? fault.protocols) {
      const file = `${fault.name}.${cell.placement}.${protocol}.json`;
      const save = options.recordTo === undefined ? [] : ["--save", join(options.recordTo, file)];
      const asked = protocolArgs(protocol, fault);
      const run = await diagnose(env, source, destination, ...asked, ...save);
      const result = judge(cell, protocol, run);
      results.push(result);
      options.onResult?.(result);
    }
  } finally {
    await clearOrRebuild(options.upOptions);
  }
  return results;
}

/** What cannot be cleared fails alone: the next fault finds a lab again. */
async function clearOrRebuild(upOptions: readonly string[] = []): Promise<void> {
  try {
    await lab("clear");
  } catch (thrown) {
    await lab("down");
    await lab("up", ...upOptions);
    throw thrown;
  }
}

function judge(cell: Cell, protocol: CellResult["protocol"], run: DiagnoseRun): CellResult {
  const { diagnosis } = run;
  const got = {
    outcome: diagnosis?.outcome ?? `exit ${run.exitCode}`,
    stage: diagnosis?.failure?.stage ?? null,
    direction: diagnosis?.failure?.direction ?? null,
    code: codeOf(cell, run),
  };
  const { expect } = cell;
  const wrongFamilies = familiesAgainst(cell, protocol, run);
  const stageRight =
    wrongFamilies.length === 0 &&
    got.outcome === expect.outcome &&
    got.stage === expect.stage &&
    got.direction === expect.direction;
  const causeRight = stageRight && got.code === expect.code;
  const confidenceRight = diagnosis?.confidence === expect.confidence;
  return { protocol, run, got, wrongFamilies, stageRight, causeRight, confidenceRight };
}

/** The cause; where packets pass there is none, and the finding that is looked for counts. */
function codeOf({ expect }: Cell, { diagnosis }: DiagnoseRun): string {
  if (diagnosis?.outcome !== "reachable") return diagnosis?.cause?.code ?? "-";
  const { findings } = diagnosis;
  const [finding] = findings.filter(({ code }) => code === expect.code).concat(findings);
  return finding?.code ?? "-";
}

/** IP versions of which the verdict says something else than the fault does to them. */
function familiesAgainst(
  { fault, expect }: Cell,
  protocol: CellResult["protocol"],
  { diagnosis }: DiagnoseRun,
): string[] {
  return (diagnosis?.families ?? []).flatMap(({ family, outcome, failure, cause }) => {
    const got = [outcome, failure?.stage, failure?.direction, cause?.code].join(" ");
    const { outcome: bad, stage, direction, code } = expect;
    const passes = fault.icmp6Passes && protocol === "icmp" && family === "IPv6";
    const isBroken = bad !== "reachable" && fault.families.includes(family) && !passes;
    const wanted = isBroken ? [bad, stage, direction, code].join(" ") : "reachable   ";
    return got === wanted ? [] : [`${family}: ${got.trim()}`];
  });
}
