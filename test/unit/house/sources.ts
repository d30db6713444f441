import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Masked, mask } from "./mask.ts";

export const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Written by programs or recorded from tools: exempt from how we write. */
const exempt = /^(?:proto\/gen|test\/fixtures|test\/unit\/cli\/golden)\//;
const skippedFolders = new Set(["node_modules", "dist", ".git", ".cache"]);

/** Every file of the tree, paths relative to the root, sorted. */
export const allFiles: readonly string[] = list("").sort();

export const ownFiles: readonly string[] = allFiles.filter((path) => !exempt.test(path));

export interface Source extends Masked {
  readonly path: string;
  readonly text: string;
}

/** TypeScript and JavaScript that people write. */
export const sources: readonly Source[] = ownFiles
  .filter((path) => /\.(?:ts|js|mjs)$/.test(path))
  .map((path) => {
    const text = read(path);
    return { path, text, ...mask(text) };
  });

export function read(path: string): string {
  return readFileSync(root + path, "utf8");
}

/** "path:line: text" of every place in the code at which a pattern matches. */
export function places(
  source: Source,
  pattern: RegExp,
  where: "code" | "withStrings" | "text" = "code",
): string[] {
  const lines = source[where].split("\n");
  const written = source.text.split("\n");
  return lines.flatMap((line, index) =>
    pattern.test(line) ? [`${source.path}:${index + 1}: ${written[index]?.trim() ?? ""}`] : [],
  );
}

function list(folder: string): string[] {
  return readdirSync(root + folder, { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : list(path);
    return entry.isFile() ? [path] : [];
  });
}
