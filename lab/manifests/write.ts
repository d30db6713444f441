import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { stringify } from "yaml";
import type { Lab } from "../context.ts";
import type { Manifest } from "./manifest.ts";
import { fileNameOf, identified, manifestsOf } from "./objects.ts";

/** Brings the folder of manifests to its declared content; what agrees is not touched. */
export function reconcileManifests(lab: Lab): void {
  const { manifests } = lab.paths;
  mkdirSync(manifests, { recursive: true });
  const declared = manifestsOf(lab.topology);
  const names = new Set(declared.map(fileNameOf));
  for (const name of readdirSync(manifests)) {
    if (!names.has(name)) rmSync(`${manifests}/${name}`, { recursive: true });
  }
  for (const manifest of declared) writeManifest(lab, manifest);
}

/** Writes one object, whole or not at all, as a reader may look at any time. */
export function writeManifest(lab: Lab, manifest: Manifest): void {
  const path = `${lab.paths.manifests}/${fileNameOf(manifest)}`;
  const text = stringify(identified(manifest));
  if (textAt(path) === text) return;
  const draft = `${lab.paths.state}/manifest.draft`;
  writeFileSync(draft, text);
  renameSync(draft, path);
}

export function removeManifest(lab: Lab, manifest: Manifest): void {
  rmSync(`${lab.paths.manifests}/${fileNameOf(manifest)}`, { force: true });
}

function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
