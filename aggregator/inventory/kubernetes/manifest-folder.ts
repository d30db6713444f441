import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { reason } from "../../../proto/reasons/index.ts";
import { ReasonedError } from "../../../proto/reasons/reasoned-error.ts";

export interface ManifestFile {
  readonly path: string;
  readonly bytes: number;
  /** Differs whenever the file was written or replaced. */
  readonly version: string;
}

const maxDepth = 4;

/**
 * The `.yaml`, `.yml` and `.json` files of a folder and its subfolders, by path relative to it.
 * Hidden ones are left out: they are editors' files, and the versions of mounted ConfigMaps.
 *
 * @throws {Error} when the folder cannot be read or holds more than `maxFiles`.
 */
export async function listManifests(
  folder: string,
  maxFiles: number,
): Promise<ReadonlyMap<string, ManifestFile>> {
  const files = new Map<string, ManifestFile>();
  const visit = async (relative: string, depth: number): Promise<void> => {
    for (const name of (await readdir(join(folder, relative))).sort()) {
      if (name.startsWith(".")) continue;
      const inner = join(relative, name);
      const path = join(folder, inner);
      const stats = await stat(path, { bigint: true }).catch(() => null);
      if (stats === null) continue; // gone since it was listed
      if (stats.isDirectory() && depth < maxDepth) await visit(inner, depth + 1);
      if (!stats.isFile() || !/\.(ya?ml|json)$/.test(name)) continue;
      if (files.size >= maxFiles)
        throw new ReasonedError(reason("TOO_MANY_MANIFESTS", { maxFiles }));
      const version = `${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`;
      files.set(inner, { path, bytes: Number(stats.size), version });
    }
  };
  await visit("", 0);
  return files;
}
