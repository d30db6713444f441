import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse, type Syntax } from "./syntax.ts";

export const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Written by programs or recorded from tools: exempt from how we write. */
const exempt = /^(?:proto\/gen|test\/fixtures|test\/unit\/cli\/golden)\//;
const skippedFolders = new Set(["node_modules", "dist", ".git", ".cache"]);

/** Every file of the tree, paths relative to the root, sorted. */
export const allFiles: readonly string[] = list("").sort();

export const ownFiles: readonly string[] = allFiles.filter((path) => !exempt.test(path));

export interface Source extends Syntax {
  readonly path: string;
  readonly text: string;
  /** The same text, as long, with comments blanked: positions and lines stay. */
  readonly code: string;
}

/** TypeScript and JavaScript that people write. */
export const sources: readonly Source[] = ownFiles
  .filter((path) => /\.(?:ts|js|mjs)$/.test(path))
  .map((path) => {
    const text = read(path);
    const syntax = parse(path, text);
    return { path, text, code: withoutComments(text, syntax), ...syntax };
  });

export function read(path: string): string {
  return readFileSync(root + path, "utf8");
}

export function lineOf(text: string, position: number): number {
  return text.slice(0, position).split("\n").length;
}

function withoutComments(text: string, { comments }: Syntax): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end } of comments) {
    parts.push(text.slice(at, start), text.slice(start, end).replaceAll(/[^\n]/g, " "));
    at = end;
  }
  return [...parts, text.slice(at)].join("");
}

/** "path:line: text" of every place at which a pattern matches. */
export function places(source: Source, pattern: RegExp, where: "code" | "text" = "code"): string[] {
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
