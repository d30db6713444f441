import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { LabError } from "./errors.ts";
import { readJournal } from "./journal.ts";
import type { KubeOvn } from "./kube-ovn/programs.ts";
import type { KubernetesApi } from "./kubernetes/api.ts";
import type { LabPaths } from "./names.ts";
import type { OvnRoot } from "./ovn-root.ts";
import type { AddressFamily } from "./topology/addresses.ts";

/** What `up` was asked for; the declared state follows from it. */
export interface SavedLab {
  readonly nodes: number;
  readonly product: boolean;
  readonly ovnRoot: OvnRoot;
  readonly kubernetes: KubernetesApi | null;
  readonly kubeOvn: KubeOvn | null;
  readonly encapFamily: AddressFamily;
  readonly tls: boolean;
}

const path = z.string();
const apiSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("given"), kubeconfig: path }),
  z.object({ kind: z.literal("assets"), kubeconfig: path, folder: path }),
  z.object({ kind: z.literal("script"), kubeconfig: path, script: path }),
]);
const savedSchema = z.object({
  nodes: z.number(),
  product: z.boolean().default(false),
  ovnRoot: z.string().optional(),
  kubernetes: apiSchema.nullable().default(null),
  kubeOvn: z.object({ folder: path }).nullable().default(null),
  encapFamily: z.enum(["IPv4", "IPv6"]).default("IPv4"),
  tls: z.boolean().default(false),
});

export function saveLab(paths: LabPaths, saved: SavedLab): void {
  writeFileSync(paths.declared, `${JSON.stringify(saved)}\n`);
}

/** Undefined when there is no lab, or one that was never completed. */
export function completeLab(paths: LabPaths): SavedLab | undefined {
  if (!readJournal(paths.journal).some(({ kind }) => kind === "ready")) return undefined;
  return savedLab(paths);
}

/** What `up` was asked for, whether it was completed or not. */
export function savedLab(paths: LabPaths): SavedLab | undefined {
  if (!existsSync(paths.declared)) return undefined;
  const saved = savedSchema.safeParse(JSON.parse(readFileSync(paths.declared, "utf8"))).data;
  return saved && { ...saved, ovnRoot: saved.ovnRoot };
}

/** @throws {LabError} NOT_UP */
export function requireLab(paths: LabPaths, lab: string): SavedLab {
  const saved = completeLab(paths);
  if (saved !== undefined) return saved;
  const message = `Cannot use lab ${lab}: it is not up; run "npm run lab -- up"`;
  throw new LabError({ code: "NOT_UP", lab }, message);
}
