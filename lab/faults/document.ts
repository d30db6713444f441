import { onKubeOvn } from "../kube-ovn/faults.ts";
import { catalogue } from "./catalogue.ts";
import type { AnyFault, Expectation } from "./fault.ts";

/** The catalogue as `faults -o json` gives it. */
export function faultsDocument(): object {
  return { faults: catalogue.map(faultObject) };
}

function faultObject(fault: AnyFault): object {
  const { name, summary, protocols, placements, defaultSource, defaultDestination } = fault;
  const {
    expect,
    expectSameNode,
    fromSize,
    askSize,
    leavesPortOpen,
    families,
    icmp6Passes = false,
  } = fault;
  return {
    name,
    summary,
    target: fault.target ?? "pod",
    protocols,
    placements,
    families,
    icmp6Passes,
    defaultSource,
    defaultDestination,
    expect,
    onKubeOvn: onKubeOvn(name),
    ...(expectSameNode === undefined ? {} : { expectSameNode }),
    ...(fromSize === undefined ? {} : { fromSize }),
    ...(askSize === undefined ? {} : { askSize }),
    ...(leavesPortOpen === undefined ? {} : { leavesPortOpen }),
  };
}

/** The catalogue as a table. */
export function faultsTable(): string {
  const rows = catalogue.map(({ name, expect, summary }) => {
    return [name, ...cells(expect), kubeOvnCell(name), summary];
  });
  const header = ["NAME", "STAGE", "DIRECTION", "CODE", "OUTCOME", "KUBE-OVN", "WHAT IT BREAKS"];
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

/** Whether it applies to a lab of Kube-OVN's own programs, and which of them it stops. */
function kubeOvnCell(name: string): string {
  const is = onKubeOvn(name);
  if (!is.applies) return "no";
  return is.stops.length === 0 ? "yes" : `stops ${is.stops.join(", ")}`;
}

function cells({ stage, direction, code, outcome }: Expectation): string[] {
  return [stage ?? "-", direction ?? "-", code, outcome];
}
