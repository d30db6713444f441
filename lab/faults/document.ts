import { catalogue } from "./catalogue.ts";
import type { AnyFault, Expectation } from "./fault.ts";

/** The catalogue as `faults -o json` gives it. */
export function faultsDocument(): object {
  return { faults: catalogue.map(faultObject) };
}

function faultObject(fault: AnyFault): object {
  const { name, summary, protocols, placements, defaultSource, defaultDestination } = fault;
  const { expect, expectSameNode, fromSize, askSize, families } = fault;
  return {
    name,
    summary,
    target: fault.target ?? "pod",
    protocols,
    placements,
    families,
    defaultSource,
    defaultDestination,
    expect,
    ...(expectSameNode === undefined ? {} : { expectSameNode }),
    ...(fromSize === undefined ? {} : { fromSize }),
    ...(askSize === undefined ? {} : { askSize }),
  };
}

/** The catalogue as a table. */
export function faultsTable(): string {
  const rows = catalogue.map(({ name, expect, summary }) => [name, ...cells(expect), summary]);
  const header = ["NAME", "STAGE", "DIRECTION", "CODE", "OUTCOME", "WHAT IT BREAKS"];
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}

function cells({ stage, direction, code, outcome }: Expectation): string[] {
  return [stage ?? "-", direction ?? "-", code, outcome];
}
