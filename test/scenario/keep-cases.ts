import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { run } from "../../lib/exec.ts";
import { schemas } from "../../proto/documents/schemas.ts";
import { caseText } from "./case-text.ts";
import type { Expectation, LabFault } from "./lab-run.ts";

const expectationsSchema = z.record(z.string(), z.unknown());

/** OVN's version in the lab, as its agents tell it. */
export async function labOvnVersion(env: Readonly<Record<string, string>>): Promise<string> {
  const { stdout } = await run(["node", "cli/bin.js", "agents", "-o", "json"], { env });
  const [agent] = schemas.v1.agents.parse(JSON.parse(stdout)).agents;
  if (agent === undefined) throw new Error("Cannot tell the version of OVN: no agent");
  return agent.ovnVersion;
}

/**
 * Turns recorded cases, FAULT.PLACEMENT.PROTOCOL.json, into fixtures. `expect.json` gets what the
 * catalogue says each fault must give; a case that is no fault's must be reachable.
 */
export function keepCases(
  folder: string,
  target: string,
  version: string,
  faults: readonly LabFault[],
): void {
  mkdirSync(target, { recursive: true });
  const index = join(target, "expect.json");
  const expectations = expectationsSchema.parse(
    readdirSync(target).includes("expect.json") ? JSON.parse(readFileSync(index, "utf8")) : {},
  );
  for (const file of readdirSync(folder).sort()) {
    const [name = "", placement = "", protocol = ""] = file.split(".");
    const fault = faults.find((one) => one.name === name);
    const sameNode = placement === "same-node" ? fault?.expectSameNode : undefined;
    const healthy = { outcome: "reachable", stage: null, direction: null, code: null };
    expectations[`${name}.${placement}`] = verdictOf(sameNode ?? fault?.expect) ?? healthy;
    const kept = `${name}.${placement}.${protocol}.ovn-${version}.json`;
    const { otherFamily: _, ...record } = JSON.parse(readFileSync(join(folder, file), "utf8"));
    writeFileSync(join(target, kept), caseText(record));
  }
  const sorted = Object.fromEntries(Object.entries(expectations).sort());
  writeFileSync(index, `${JSON.stringify(sorted, null, 2)}\n`);
}

/** Where packets pass a verdict has no cause, and what the fault leads to is a finding. */
function verdictOf(expect: Expectation | undefined): object | undefined {
  if (expect === undefined) return undefined;
  const { confidence, ...words } = expect;
  if (words.outcome === "reachable") return { ...words, code: null, finding: words.code };
  return confidence === "likely" ? { ...words, confidence } : words;
}
