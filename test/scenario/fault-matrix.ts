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
  readonly got: Expectation;
  readonly stageRight: boolean;
  readonly causeRight: boolean;
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

/** Injects the fault, diagnoses it with every protocol it concerns, and clears the lab. */
export async function runCell(
  env: Readonly<Record<string, string>>,
  cell: Cell,
  onResult: (result: CellResult) => void = () => {},
): Promise<CellResult[]> {
  const { fault, source, destination } = cell;
  const results: CellResult[] = [];
  await lab("inject", fault.name, "--source", source, "--destination", destination);
  try {
    for (const protocol of protocolsOf(cell)) {
      const run = await diagnose(env, source, destination, ...protocolArgs(protocol));
      const result = judge(cell, protocol, run);
      results.push(result);
      onResult(result);
    }
  } finally {
    await lab("clear");
  }
  return results;
}

/** Pod c serves nothing: on one node only ICMP can be answered, and so can be told to fail. */
function protocolsOf({ fault, placement }: Cell): readonly CellResult["protocol"][] {
  return placement === "same-node"
    ? fault.protocols.filter((protocol) => protocol === "icmp")
    : fault.protocols;
}

function judge(cell: Cell, protocol: CellResult["protocol"], run: DiagnoseRun): CellResult {
  const { diagnosis } = run;
  const got = {
    outcome: diagnosis?.outcome ?? `exit ${run.exitCode}`,
    stage: diagnosis?.failure?.stage ?? "-",
    direction: diagnosis?.failure?.direction ?? "-",
    code: diagnosis?.cause?.code ?? "-",
  };
  const { expect } = cell;
  const stageRight =
    got.outcome === expect.outcome &&
    got.stage === expect.stage &&
    got.direction === expect.direction;
  return { protocol, run, got, stageRight, causeRight: stageRight && got.code === expect.code };
}
