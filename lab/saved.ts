import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { LabError } from "./errors.ts";
import { readJournal } from "./journal.ts";
import type { LabPaths } from "./names.ts";
import type { OvnRoot } from "./ovn-root.ts";

/** What `up` was asked for; the declared state follows from it. */
export interface SavedLab {
  readonly nodes: number;
  readonly product: boolean;
  readonly ovnRoot: OvnRoot;
}

export function saveLab(paths: LabPaths, saved: SavedLab): void {
  writeFileSync(paths.declared, `${JSON.stringify(saved)}\n`);
}

/** Undefined when there is no lab, or one that was never completed. */
export function completeLab(paths: LabPaths): SavedLab | undefined {
  if (!readJournal(paths.journal).some(({ kind }) => kind === "ready")) return undefined;
  if (!existsSync(paths.declared)) return undefined;
  const value: unknown = JSON.parse(readFileSync(paths.declared, "utf8"));
  if (typeof value !== "object" || value === null) return undefined;
  if (!("nodes" in value) || typeof value.nodes !== "number") return undefined;
  return {
    nodes: value.nodes,
    product: "product" in value && value.product === true,
    ovnRoot: "ovnRoot" in value && typeof value.ovnRoot === "string" ? value.ovnRoot : undefined,
  };
}

/** @throws {LabError} NOT_UP */
export function requireLab(paths: LabPaths, lab: string): SavedLab {
  const saved = completeLab(paths);
  if (saved !== undefined) return saved;
  const message = `Cannot use lab ${lab}: it is not up; run "npm run lab -- up"`;
  throw new LabError({ code: "NOT_UP", lab }, message);
}
